import ActiveLearning
import Testing

@Suite struct TicksTests {
  @Test(arguments: [
    (0.0...1.0, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (0.62...0.99, 6, ["0.65", "0.70", "0.75", "0.80", "0.85", "0.90", "0.95"]),
    (190.0...5060.0, 5, ["1000", "2000", "3000", "4000", "5000"]),
    (0.0...60000.0, 3, ["0", "20,000", "40,000", "60,000"]),
    (-0.0021...0.0021, 4, ["−0.002", "−0.001", "0.000", "0.001", "0.002"]),
  ])
  func placesAreRound(range: ClosedRange<Double>, count: Int, labels: [String]) {
    let ticks = Ticks(range, count: count)
    #expect(ticks.places.map { ticks.label($0) } == labels)
  }

  @Test func sharesAreWrittenAsPercentages() {
    let ticks = Ticks(0.9...1, count: 5)
    #expect(
      ticks.places.map { ticks.label($0, percent: true) } == [
        "90%", "92%", "94%", "96%", "98%", "100%",
      ])
    let fine = Ticks(0.990...0.996, count: 3)
    #expect(
      fine.places.map { fine.label($0, percent: true) } == ["99.0%", "99.2%", "99.4%", "99.6%"])
  }

  @Test func placesStayWithinAnyRange() {
    for power in -12...15 {
      for factor in [1.0, 1.7, 3.3, 9.9] {
        let width = (0..<abs(power)).reduce(factor) { value, _ in
          power < 0 ? value / 10 : value * 10
        }
        let range = -0.3 * width...0.7 * width
        let places = Ticks(range, count: 6).places
        #expect(places.count <= 13, "\(range)")
        #expect(places.count >= 3 || width < 1e-11, "\(range)")
        #expect(places.allSatisfy { range.contains($0) || $0.magnitude < width * 1e-6 }, "\(range)")
      }
    }
  }
}
