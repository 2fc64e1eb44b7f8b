// swift-tools-version: 6.2
import PackageDescription

// Dependencies point one way, and no other edge exists. Every Swift target is checked for memory safety;
// every warning is an error.

/// What each target may import, and imports: the table in CONTRIBUTING.md says the same (a test compares
/// both with the `import` lines).
let imports: [String: [String]] = [
  "CKernels": ["COneDNN", "COpenBLAS"],
  "Tensors": ["CKernels", "SystemPackage"],
  "Recipes": ["Tensors"],
  "CImageFiles": ["CGIF", "CJPEG", "CPNG", "CTIFF", "CWebP"],
  "Formats": [
    "Tensors", "SystemPackage", "CBZip2", "CDeflate", "CHDF5", "CImageFiles", "CMatIO",
    "CMessageDigest", "CPNG", "CZlib",
  ],
  "Datasets": ["Tensors", "Recipes", "Formats"],
  "Figures": ["Tensors", "Datasets", "CCairo"],
  "Geometry": ["Tensors", "HeapModule"],
  "Networks": ["Tensors", "Recipes"],
  "Queries": ["Tensors", "Networks"],
  "Strategies": ["Tensors", "Recipes", "Geometry", "Networks", "Queries"],
  "Methods": ["Tensors", "Recipes", "Datasets", "Geometry", "Networks", "Queries"],
  "Sessions": [
    "Tensors", "Recipes", "Formats", "Datasets", "Geometry", "Networks", "Queries", "Strategies",
    "Methods",
  ],
  "ActiveLearning": [
    "Recipes", "Formats", "Datasets", "Figures", "Geometry", "Networks", "Queries", "Strategies",
    "Methods", "Sessions",
  ],
  "CProcess": [],
  "CLuaBridge": ["CLua", "CProcess"],
  "LuaHost": ["CLuaBridge"],
  "ActiveLearningLua": ["Tensors", "ActiveLearning", "LuaHost"],
  "Notebook": ["Tensors", "Formats", "ActiveLearning", "LuaHost", "ActiveLearningLua"],
  "CEditBridge": ["CEdit", "CProcess"],
  "Command": [
    "Tensors", "Formats", "ActiveLearning", "LuaHost", "ActiveLearningLua", "Notebook",
    "CEditBridge", "CProcess", "ArgumentParser",
  ],
  "Bench": ["Tensors", "ActiveLearning", "ArgumentParser"],
]

/// All that a target reaches by its imports, from import to import.
///
/// A target is compiled anew only when a module changed that it is told of here, and a module stays the
/// same file when one below it changes. Told of its imports alone, a target would go on with the old
/// layout of a type that comes to it through another module, and crash.
func dependencies(_ direct: [String]) -> [Target.Dependency] {
  var reached: Set<String> = []
  var open = direct
  while let name = open.popLast() {
    if reached.insert(name).inserted { open += imports[name] ?? [] }
  }
  return reached.sorted().map { name in
    packages[name].map { .product(name: name, package: $0) } ?? .byName(name: name)
  }
}

/// The packages of products that are not ours.
let packages = [
  "ArgumentParser": "swift-argument-parser",
  "HeapModule": "swift-collections",
  "SystemPackage": "swift-system",
]

let strict: [SwiftSetting] = [.strictMemorySafety(), .treatAllWarnings(as: .error)]

func system(_ name: String, pkgConfig: String? = nil, apt: String) -> Target {
  .systemLibrary(
    name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func c(
  _ name: String, settings: [CSetting] = [], linking libraries: [String] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies(imports[name] ?? []), cSettings: settings,
    linkerSettings: libraries.map { .linkedLibrary($0) })
}

func swift(_ name: String) -> Target {
  .target(name: name, dependencies: dependencies(imports[name] ?? []), swiftSettings: strict)
}

func program(_ name: String) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies(imports[name] ?? []), swiftSettings: strict)
}

func tests(_ name: String, _ tested: [String]) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies(tested + ["Tensors"]) + ["TestSupport"],
    resources: [.copy("Fixtures")], swiftSettings: strict)
}

let package = Package(
  name: "crescent",
  products: [
    .executable(name: "crescent", targets: ["Command"]),
    .executable(name: "crescent-bench", targets: ["Bench"]),
    .library(name: "ActiveLearning", targets: ["ActiveLearning"]),
    .library(name: "LuaHost", targets: ["LuaHost"]),
    .library(name: "Notebook", targets: ["Notebook"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
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
    system("CJPEG", pkgConfig: "libjpeg", apt: "libjpeg-dev"),
    system("CTIFF", pkgConfig: "libtiff-4", apt: "libtiff-dev"),
    system("CWebP", pkgConfig: "libwebpdemux", apt: "libwebp-dev"),
    system("CGIF", apt: "libgif-dev"),
    system("CPNG", pkgConfig: "libpng", apt: "libpng-dev"),
    system("CMatIO", pkgConfig: "matio", apt: "libmatio-dev"),
    system("CHDF5", pkgConfig: "hdf5-serial", apt: "libhdf5-dev"),
    system("CBZip2", apt: "libbz2-dev"),

    c(
      "CKernels", settings: [".", "vector", "runtime", "onednn"].map { .headerSearchPath($0) },
      linking: ["dnnl", "openblas", "gomp", "m"]),
    c("CImageFiles", linking: ["gif"]),
    c("CProcess"),
    c("CLuaBridge", linking: ["lua5.4"]),
    c("CEditBridge", linking: ["edit"]),

    swift("Tensors"),
    swift("Recipes"),
    swift("Formats"),
    swift("Datasets"),
    swift("Figures"),
    swift("Geometry"),
    swift("Networks"),
    swift("Queries"),
    swift("Strategies"),
    swift("Methods"),
    swift("Sessions"),
    swift("ActiveLearning"),
    swift("LuaHost"),
    swift("ActiveLearningLua"),
    swift("Notebook"),
    program("Command"),
    program("Bench"),

    .target(
      name: "TestSupport", dependencies: ["Tensors"], path: "Tests/TestSupport",
      swiftSettings: strict),
    tests("Tensors", ["SystemPackage", "Tensors", "CKernels"]),
    tests("ActiveLearning", ["ActiveLearning"]),
    tests("LuaHost", ["LuaHost"]),
    tests("ActiveLearningLua", ["ActiveLearningLua"]),
    tests("Notebook", ["Notebook"]),
    tests("Command", []),
    tests("Project", []),
  ]
)
