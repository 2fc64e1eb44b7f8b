// swift-tools-version: 6.2
import PackageDescription

// Dependencies point one way, and no other edge exists:
//   Command -> ActiveLearningLua -> { ActiveLearning, LuaHost }
//   ActiveLearning -> Tensors -> CKernels -> { COneDNN, COpenBLAS }
//   LuaHost -> CLuaBridge -> CLua        Command -> CEditBridge -> CEdit
//   Bench -> ActiveLearning
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
      linkerSettings: [
        .linkedLibrary("dnnl"), .linkedLibrary("openblas"), .linkedLibrary("gomp"),
        .linkedLibrary("m"),
      ]),
    .target(
      name: "CLuaBridge", dependencies: ["CLua"], linkerSettings: [.linkedLibrary("lua5.4")]),
    .target(
      name: "CEditBridge", dependencies: ["CEdit"], linkerSettings: [.linkedLibrary("edit")]),

    swift("Tensors", ["CKernels"]),
    swift(
      "ActiveLearning",
      [
        "Tensors", "CZlib", "CDeflate", "CMessageDigest", "CCairo", "CTurboJPEG", "CPNG", "CMatIO",
        "CHDF5", "CBZip2",
      ]),
    swift("LuaHost", ["CLuaBridge"]),
    swift("ActiveLearningLua", ["ActiveLearning", "LuaHost"]),
    .executableTarget(
      name: "Command",
      dependencies: [
        "ActiveLearningLua", "CEditBridge",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),
    .executableTarget(
      name: "Bench",
      dependencies: [
        "ActiveLearning", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["Tensors"], path: "Tests/TestSupport",
      swiftSettings: strict),
    tests("Tensors", ["Tensors"]),
    tests("ActiveLearning", ["ActiveLearning"]),
    tests("LuaHost", ["LuaHost"]),
    tests("ActiveLearningLua", ["ActiveLearningLua"]),
    tests("Command", []),
  ]
)
