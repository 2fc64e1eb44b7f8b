// The library under one name: everything of the field, part by part.
@_exported import Datasets
@_exported import Figures
@_exported import Formats
@_exported import Geometry
@_exported import Methods
@_exported import Networks
@_exported import Queries
@_exported import Recipes
@_exported import Sessions
@_exported import Strategies
