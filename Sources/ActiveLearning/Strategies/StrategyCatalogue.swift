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
        VAAL.recipe,
        SRAAL.recipe,
        UncertainGCN.recipe,
        CoreGCN.recipe,
        MCDAL.recipe,
        LADA.recipe,
        PAL.recipe,
      ])
  }
}
