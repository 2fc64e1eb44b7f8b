/// `math.random` and `math.randomseed` over a stream of the host's.
extension RandomSource {
  var functions: [Function] {
    [
      Function("random", "A number of the host's stream.", usage: "math.random(m?, n?)") { call in
        try number(call)
      },
      Function("randomseed", "Sets the stream back.", usage: "math.randomseed(n?)") { call in
        let seed = try call.arguments.first.map {
          try Kind.integer.read($0, what: "n", who: "math.randomseed")
        }
        reset(seed)
        return Value.several([])
      },
    ]
  }

  /// As Lua's manual, §6.7: a float in [0, 1), an integer in 1…m or m…n, or for 0 all bits.
  private func number(_ call: Call) throws -> Value {
    let who = "math.random"
    let bounds = try call.arguments.enumerated().map { offset, value in
      try Kind.integer.read(value, what: offset == 0 ? "m" : "n", who: who)
    }
    switch bounds.count {
    case 0: return .number(Double(next() >> 11) * 0x1p-53)
    case 1 where bounds[0] == 0: return .integer(Int(bitPattern: UInt(next())))
    case 1: return .integer(try integer(from: 1, to: bounds[0]))
    case 2: return .integer(try integer(from: bounds[0], to: bounds[1]))
    default: throw HostError(who, "too many arguments", expected: "2", got: "\(bounds.count)")
    }
  }

  /// Uniform without bias: draws beyond the last whole multiple of the range are thrown away.
  private func integer(from low: Int, to high: Int) throws -> Int {
    guard low <= high else {
      throw HostError("math.random", "the interval is empty", got: "\(low) to \(high)")
    }
    let range = UInt64(bitPattern: Int64(high &- low))
    guard range < .max else { return Int(bitPattern: UInt(next())) }
    let size = range + 1
    let limit = UInt64.max - UInt64.max % size
    var bits = next()
    while bits >= limit { bits = next() }
    return low &+ Int(bitPattern: UInt(bits % size))
  }
}
