import ActiveLearning
import Testing

@Suite struct DecimalTextTests {
  @Test(arguments: [
    (0.0, 0, "0"), (0.05, 2, "0.05"), (-0.5, 1, "−0.5"), (12.345, 2, "12.35"),
    (999.99, 1, "1000.0"),
    (9999, 0, "9999"), (10000, 0, "10,000"), (-1_234_567.8, 1, "−1,234,567.8"), (-0.001, 2, "0.00"),
    (1e300, 2, "1e+300"), (.infinity, 2, "inf"), (.nan, 2, "nan"),
  ])
  func numbersAreWrittenForPeople(value: Double, decimals: Int, text: String) {
    #expect(DecimalText.text(value, decimals: decimals) == text)
  }
}
