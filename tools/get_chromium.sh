#!/bin/sh
# See that a browser is there for the tests of the live view: any Chromium or Chrome, or the one of $CHROME.
#
#   sh tools/get_chromium.sh
#
# Installs one where that needs no password (root on Debian or Ubuntu); elsewhere says in one line what to
# type, and exits with 2.

for name in "$CHROME" chromium chromium-browser google-chrome google-chrome-stable chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the tests of the live view ..."
    apt-get install --yes --no-install-recommends chromium >/dev/null 2>&1 && exit 0
    apt-get update >/dev/null 2>&1
    apt-get install --yes --no-install-recommends chromium >/dev/null 2>&1 && exit 0
fi

echo "The tests of the live view need Chromium or Chrome (on the PATH, or \$CHROME): \
sudo apt-get install chromium" >&2
exit 2
