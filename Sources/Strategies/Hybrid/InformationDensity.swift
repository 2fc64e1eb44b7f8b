import Queries
import Recipes

/// Asks for what is uncertain and like the rest of the pool: the uncertainty of an image times a power
/// of its density, so that outliers, of which a classifier is uncertain as well, come last.
enum InformationDensity {
  static let recipe = Recipe<any Strategy>(
    "information_density",
    "The highest uncertainty times a power of the mean similarity to the pool.",
    source: "Settles & Craven 2008, information density; Settles 2009, §3.6",
    Uncertainty.option,
    Option<Double>("beta", positive: 1, "the power of the density"),
    FeatureSource.option(.embeddings)
  ) { (score: String, beta: Double, features: String) in
    Weighted(
      parts: [
        Uncertainty(option: score).strategy, Density(features: FeatureSource(option: features)),
      ],
      weights: [1, beta], combination: .product, scaling: .none)
  }
}
