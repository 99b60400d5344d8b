#!/usr/bin/env bash
# Renews Connector.Companies/Sites/public_suffix_list.dat from Debian's package publicsuffix, the newest that this machine's sources offer. Debian's
# newer releases carry newer lists: run it where one of them is. Look at the difference and run Connector.Companies.Tests afterwards.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
(cd "$folder" && apt-get download publicsuffix)
dpkg-deb -x "$folder"/publicsuffix_*.deb "$folder"
version=$(dpkg-deb -f "$folder"/publicsuffix_*.deb Version)
{
  printf '// Public Suffix List, as Debian package publicsuffix %s ships it; renewed by eng/renew-public-suffixes.sh. Below, it is unchanged.\n\n' "$version"
  cat "$folder/usr/share/publicsuffix/public_suffix_list.dat"
} > Connector.Companies/Sites/public_suffix_list.dat
