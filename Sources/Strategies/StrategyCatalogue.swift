import Queries
import Recipes

extension Catalogue where Product == any Strategy {
  /// Every built-in strategy; a new one adds its line here.
  public static var strategies: Self {
    Catalogue(
      "strategy",
      [
        RandomSampling.recipe,
        LeastConfidence.recipe,
        Margin.recipe,
        Entropy.recipe,
        MonteCarlo.bald,
        MonteCarlo.entropy,
        MonteCarlo.variationRatio,
        MonteCarlo.meanDeviation,
        QueryByCommittee.recipe,
        Ensemble.recipe,
        CoreSet.recipe,
        KMeansSampling.recipe,
        UncertaintyKMeans.recipe,
        BADGE.recipe,
        TOD.recipe,
        TypiClust.recipe,
        ProbCover.recipe,
        ActiveFT.recipe,
        CCLEntropy.recipe,
        DSAC.recipe,
        ClusterAnnotation.recipe,
        ADCPairs.recipe,
        CDD.recipe,
        PT4AL.recipe,
        VAAL.recipe,
        SRAAL.recipe,
        UncertainGCN.recipe,
        CoreGCN.recipe,
        MCDAL.recipe,
        LADA.recipe,
        PAL.recipe,
        Density.recipe,
        InformationDensity.recipe,
        Weighted.recipe,
        Mix.recipe,
        Chain.recipe,
        Among.recipe,
      ])
  }
}

extension NamedOptions {
  /// The strategy that an option of another one names.
  /// - Parameter catalogue: where it is looked up; nil: among the built-in ones.
  func strategy(of catalogue: Catalogue<any Strategy>?) throws -> any Strategy {
    try (catalogue ?? .strategies).configuration(self).product
  }
}
