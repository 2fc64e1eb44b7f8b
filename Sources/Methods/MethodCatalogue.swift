import Recipes

extension Catalogue where Product == any Method {
  /// Every method; a new one adds its line here.
  public static var methods: Self {
    Catalogue(
      "method",
      [
        CCL.recipe, Supervised.recipe, LinearProbe.recipe, DeepClustering.dec, DeepClustering.dcec,
        DeepClustering.sdec, PairClustering.autoEmbedder, PairClustering.adc,
      ])
  }
}
