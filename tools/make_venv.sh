#!/bin/sh
# Make a virtual environment for redtape, with the first Python on this machine that is new enough.
#
#   sh tools/make_venv.sh FOLDER
#
# Looks for `python3`, then for `python3.12`, `python3.13` and `python3.14` by name, then asks `uv`
# for one.  Where none serves, says in one sentence what is missing and exits with 2.

venv=${1:?usage: sh tools/make_venv.sh FOLDER}
trouble=''   # why the last Python that was new enough could not make the environment
finished=''

# A half-made environment would look finished to the next run.
trap '[ -n "$finished" ] || rm -rf "$venv"' EXIT
trap 'exit 130' INT TERM HUP

give_up() {
    echo "$1" >&2
    exit 2
}

# Print the path of interpreter $1 if it really runs and is new enough.  A pyenv shim may be on the PATH
# and fail, and it finds the version in its name only when PYENV_VERSION allows it.
interpreter() {
    version=${1#python3}
    [ -z "$version" ] || export PYENV_VERSION="3$version"
    "$1" -c 'import sys; print(sys.executable) if sys.version_info >= (3, 12) else sys.exit(1)' 2>/dev/null
}

for name in python3 python3.12 python3.13 python3.14; do
    python=$(interpreter "$name") || continue
    rm -rf "$venv"
    if said=$("$python" -m venv "$venv" 2>&1); then
        echo "Made $venv with $("$python" --version)."
        finished=yes
        exit 0
    fi
    if "$python" -c 'import ensurepip' 2>/dev/null; then
        trouble="$python could not make a virtual environment in $venv: $said"
    else
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        trouble="$python cannot make virtual environments because its venv package is missing: install it \
(on Debian or Ubuntu: sudo apt install $package) and run make again."
    fi
done

uv_said=''
if command -v uv >/dev/null 2>&1; then
    rm -rf "$venv"
    # --seed puts pip into the environment, which the Makefile installs with.
    if said=$(uv venv --seed --python 3.12 "$venv" 2>&1); then
        echo "Made $venv with the Python that uv provides."
        finished=yes
        exit 0
    fi
    uv_said=" (uv was asked and said: ${said%%
*})"
fi

give_up "${trouble:-redtape needs Python 3.12 or newer, and neither python3, python3.12, python3.13, \
python3.14 nor uv offers one here$uv_said: install it (Debian or Ubuntu: sudo apt install python3 \
python3-venv; macOS: brew install python@3.12; Windows: the installer from python.org; older systems: \
install uv, which brings its own) and run make again.}"
