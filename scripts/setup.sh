# Sourced by scripts/crescent and scripts/test: installs what is missing, sets the environment the
# engine needs before its libraries load. Not a command of its own.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

packages=(libedit-dev libopenblas-openmp-dev liblua5.4-dev libdnnl-dev libcairo2-dev
  zlib1g-dev libdeflate-dev libmd-dev libbz2-dev libjpeg-dev libpng-dev libtiff-dev
  libwebp-dev libgif-dev libmatio-dev libhdf5-dev pkg-config)

install_missing() {
  local missing=() package
  # The stamp keeps later starts free of dpkg's start-up time.
  local stamp="$root/.build/packages.stamp"
  [ -e "$stamp" ] && [ "$(<"$stamp")" = "${packages[*]}" ] && return 0
  if ! command -v dpkg-query >/dev/null; then
    echo "crescent: this is not a Debian system; install the equivalents of ${packages[*]}" >&2
    mkdir -p "$root/.build" && echo "${packages[*]}" >"$stamp"
    return 0
  fi
  for package in "${packages[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
      missing+=("$package")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
      if ! command -v sudo >/dev/null; then
        echo "crescent: missing packages, and neither root nor sudo to install them; ask for:" \
          "apt-get install ${missing[*]}" >&2
        exit 1
      fi
      as_root=(sudo)
    fi
    echo "crescent: installing ${missing[*]}" >&2
    export DEBIAN_FRONTEND=noninteractive
    "${as_root[@]}" apt-get update -qq >&2 &&
      "${as_root[@]}" apt-get install -y -qq "${missing[@]}" >&2 || {
      echo "crescent: apt-get could not install ${missing[*]}" >&2
      exit 1
    }
  fi
  mkdir -p "$root/.build" && echo "${packages[*]}" >"$stamp"
}

require_swift() {
  command -v swift >/dev/null && return 0
  echo "crescent: no 'swift' on the PATH (expected Swift 6.2 or later, https://www.swift.org/install)" >&2
  exit 1
}
