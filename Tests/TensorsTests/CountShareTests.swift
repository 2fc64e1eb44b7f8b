import Tensors
import Testing

@Suite struct CountShareTests {
  /// Every whole number of hundredths, of every number of images up to 200.
  @Test func decimalFractionsAreComparedAsIntegersAre() {
    for hundredths in 0...100 {
      let share = CountShare(Double(hundredths) / 100)
      for total in 1...200 {
        let (least, most) = ((hundredths * total + 99) / 100, hundredths * total / 100)
        #expect(share.least(of: total) == least && share.most(of: total) == most)
        #expect(share.isReached(by: least, of: total))
        #expect(least == 0 || !share.isReached(by: least - 1, of: total))
        #expect(share.isKept(by: most, of: total))
        #expect(most == total || !share.isKept(by: most + 1, of: total))
      }
    }
  }

  /// As counts of millions of images are, which products in float64 miss as well.
  @Test func largeNumbersAreComparedAsIntegersAre() {
    for thousandths in stride(from: 1, through: 999, by: 2) {
      let share = CountShare(Double(thousandths) / 1000)
      for total in [1000, 60_000, 1_281_167, 99_999_000] {
        #expect(share.least(of: total) == (thousandths * total + 999) / 1000)
        #expect(share.most(of: total) == thousandths * total / 1000)
      }
    }
  }

  @Test func fractionsThatAreNotDecimalAreReachedToo() {
    for total in 1...60 {
      for count in 0...total {
        let share = CountShare(Double(count) / Double(total))
        #expect(share.least(of: total) == count && share.most(of: total) == count)
      }
    }
  }

  @Test func nothingIsLeftOfNothing() {
    #expect(CountShare(0.5).least(of: 0) == 0 && CountShare(0.5).most(of: 0) == 0)
    #expect(CountShare(.nan).least(of: 10) == 10, "no count reaches what is not a number")
  }
}
