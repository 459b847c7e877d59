# Sourced by mvnw and peerway: finds a JDK 25 and installs Debian packages.

# is_jdk25 HOME: whether HOME holds a JDK (not only a runtime) of version 25.
is_jdk25() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25[".]' "$1/release"
}

# Prints the home of a JDK 25: $JAVA_HOME first, then the places where packages and people put one.
find_jdk25() {
  local home on_path
  on_path=$(command -v javac 2>/dev/null || true)
  for home in "${JAVA_HOME:-}" "${on_path:+$(dirname "$(dirname "$(readlink -f "$on_path")")")}" \
    /usr/lib/jvm/* /opt/* /usr/local/lib/jvm/* /usr/java/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    if [ -n "$home" ] && is_jdk25 "$home"; then
      echo "$home"
      return 0
    fi
  done
  cat >&2 <<'MISSING'
No JDK 25 was found in JAVA_HOME, on the PATH, or under /usr/lib/jvm, /opt, /usr/local/lib/jvm, /usr/java,
~/.sdkman/candidates/java or ~/.jdks. Install one (Debian: openjdk-25-jdk-headless or temurin-25-jdk, from a
release or repository that has it) or set JAVA_HOME to it.
MISSING
  return 1
}

# apt_install PACKAGE...: installs Debian packages, or says what the user has to install.
apt_install() {
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "This is no Debian-like system: please install the equivalent of: $*" >&2
    return 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    echo "Please run as root: apt-get install $*" >&2
    return 1
  fi
  # Standard output tells every step; what goes wrong is on standard error.
  DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# ensure_programs PROGRAM:PACKAGE...: installs the packages of those programs that are not there, and says so.
ensure_programs() {
  local pair missing=()
  for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing+=("${pair#*:}")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    echo "peerway: installing through apt: ${missing[*]}" >&2
    apt_install "${missing[@]}"
  fi
}
