import ArgumentParser

/// The command line.
struct Options: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crescent",
    abstract: "A laboratory for deep active learning, with Lua at the prompt.",
    usage: "crescent [OPTIONS] [SCRIPT [ARGUMENTS …]]",
    discussion: """
      Without a script, and with a terminal, Crescent asks for cells and answers them. \
      Lua that comes through a pipe runs as one script. \
      Ends with 0, with 1 after a Lua error, with 2 when the command line is wrong, \
      with 3 where there is too little memory to start, with 130 after Ctrl-C.
      """,
    version: "crescent \(Version.text)")

  @Option(
    name: [.customShort("e"), .customLong("execute")], parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Run this Lua before the script; may be repeated.", valueName: "code"))
  var code: [String] = []

  @Flag(
    name: [.customShort("i"), .customLong("interactive")],
    help: "Go on at the prompt afterwards, even after an error.")
  var isInteractive = false

  @Flag(name: .customLong("no-init"), help: "Do not run $XDG_CONFIG_HOME/crescent/init.lua.")
  var skipsInit = false

  @Flag(help: "Print the reference manual as Markdown and leave.")
  var manual = false

  @Flag(help: "Print what the manual declares as a Lua table and leave.")
  var declarations = false

  @Option(help: "The seed of every random stream; the same seed gives the same results.")
  var seed: Int?

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp(
      "The script ('-' for standard input), and what it finds in 'arg'.", valueName: "script"))
  var arguments: [String] = []

  func validate() throws {
    // What stands before a script is an option; the parser leaves those it does not know.
    switch arguments.first {
    case "-h", "--help": throw CleanExit.helpRequest()
    case "--version": throw CleanExit.message(Options.configuration.version)
    case "-", "--", nil: break
    case let word? where word.hasPrefix("-"): throw ValidationError("Unknown option '\(word)'")
    case _?: break
    }
    if let seed, seed < 0 {
      throw ValidationError("The seed must not be negative (got \(seed))")
    }
  }

  /// The script and its arguments.
  var script: (path: String, arguments: [String])? {
    let words = arguments.first == "--" ? Array(arguments.dropFirst()) : arguments
    return words.first.map { ($0, Array(words.dropFirst())) }
  }
}
