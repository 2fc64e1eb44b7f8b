// swift-tools-version: 6.2
import PackageDescription

// Dependencies point one way, and no other edge exists: what a target may import is what it names here,
// and the table in CONTRIBUTING.md says the same (a test compares the two with the `import` lines).
// Every Swift target is checked for memory safety; every warning is an error.

let strict: [SwiftSetting] = [.strictMemorySafety(), .treatAllWarnings(as: .error)]

func system(_ name: String, pkgConfig: String? = nil, apt: String) -> Target {
  .systemLibrary(
    name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func swift(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies + ["TestSupport"],
    resources: [.copy("Fixtures")], swiftSettings: strict)
}

let package = Package(
  name: "crescent",
  products: [
    .executable(name: "crescent", targets: ["Command"]),
    .executable(name: "crescent-bench", targets: ["Bench"]),
    .library(name: "ActiveLearning", targets: ["ActiveLearning"]),
    .library(name: "LuaHost", targets: ["LuaHost"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    system("COpenBLAS", pkgConfig: "openblas", apt: "libopenblas-openmp-dev"),
    system("COneDNN", apt: "libdnnl-dev"),
    system("CLua", pkgConfig: "lua5.4", apt: "liblua5.4-dev"),
    system("CEdit", pkgConfig: "libedit", apt: "libedit-dev"),
    system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
    system("CDeflate", pkgConfig: "libdeflate", apt: "libdeflate-dev"),
    system("CMessageDigest", pkgConfig: "libmd", apt: "libmd-dev"),
    system("CCairo", pkgConfig: "cairo", apt: "libcairo2-dev"),
    system("CTurboJPEG", pkgConfig: "libturbojpeg", apt: "libturbojpeg0-dev"),
    system("CPNG", pkgConfig: "libpng", apt: "libpng-dev"),
    system("CMatIO", pkgConfig: "matio", apt: "libmatio-dev"),
    system("CHDF5", pkgConfig: "hdf5-serial", apt: "libhdf5-dev"),
    system("CBZip2", apt: "libbz2-dev"),

    .target(
      name: "CKernels", dependencies: ["COneDNN", "COpenBLAS"],
      cSettings: [".", "vector", "runtime", "onednn"].map { .headerSearchPath($0) },
      linkerSettings: [
        .linkedLibrary("dnnl"), .linkedLibrary("openblas"), .linkedLibrary("gomp"),
        .linkedLibrary("m"),
      ]),
    .target(name: "CProcess", dependencies: []),
    .target(
      name: "CLuaBridge", dependencies: ["CLua", "CProcess"],
      linkerSettings: [.linkedLibrary("lua5.4")]),
    .target(
      name: "CEditBridge", dependencies: ["CEdit", "CProcess"],
      linkerSettings: [.linkedLibrary("edit")]),

    swift("Tensors", ["CKernels"]),
    swift("Recipes", ["Tensors"]),
    swift(
      "Formats",
      [
        "Tensors", "CZlib", "CDeflate", "CMessageDigest", "CTurboJPEG", "CPNG", "CMatIO", "CHDF5",
        "CBZip2",
      ]),
    swift("Datasets", ["Tensors", "Recipes", "Formats"]),
    swift("Figures", ["Tensors", "Datasets", "CCairo"]),
    swift("Geometry", ["Tensors"]),
    swift("Networks", ["Tensors", "Recipes"]),
    swift("Queries", ["Tensors", "Networks"]),
    swift("Strategies", ["Tensors", "Recipes", "Geometry", "Networks", "Queries"]),
    swift("Methods", ["Tensors", "Recipes", "Datasets", "Geometry", "Networks", "Queries"]),
    swift(
      "Sessions",
      [
        "Tensors", "Recipes", "Formats", "Datasets", "Geometry", "Networks", "Queries",
        "Strategies",
        "Methods",
      ]),
    swift(
      "ActiveLearning",
      [
        "Recipes", "Formats", "Datasets", "Figures", "Geometry", "Networks", "Queries",
        "Strategies",
        "Methods", "Sessions",
      ]),

    swift("LuaHost", ["CLuaBridge"]),
    swift("ActiveLearningLua", ["Tensors", "ActiveLearning", "LuaHost"]),
    .executableTarget(
      name: "Command",
      dependencies: [
        "Tensors", "ActiveLearning", "LuaHost", "ActiveLearningLua", "CEditBridge",
        "CProcess",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    .executableTarget(
      name: "Bench",
      dependencies: [
        "Tensors", "ActiveLearning",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["Tensors"], path: "Tests/TestSupport",
      swiftSettings: strict),
    tests("Tensors", ["Tensors", "CKernels"]),
    tests("ActiveLearning", ["ActiveLearning"]),
    tests("LuaHost", ["LuaHost"]),
    tests("ActiveLearningLua", ["ActiveLearningLua"]),
    tests("Command", []),
    tests("Project", []),
  ]
)
