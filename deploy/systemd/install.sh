#!/bin/sh
# Installs this unpacked archive as a systemd service, or updates one that is there. Run as root from the archive's folder:
#   sudo deploy/systemd/install.sh
# DESTDIR=… installs into another root and starts nothing.
set -eu
cd "$(dirname "$0")/../.."
root=${DESTDIR:-}

[ -x bin/node ] || { echo "This folder is not an unpacked archive: bin/node is missing. Make an archive with npm run package." >&2; exit 1; }
if [ -z "$root" ] && [ "$(id -u)" -ne 0 ]; then echo "Run this as root: sudo deploy/systemd/install.sh" >&2; exit 1; fi

if [ -z "$root" ] && systemctl is-active --quiet vision-capture; then
  echo "Stopping the running version; a capture in progress finishes first."
  systemctl stop vision-capture
fi

new="$root/opt/vision-capture.new"
rm -rf "$new"
mkdir -p "$new" "$root/etc/vision-capture" "$root/etc/systemd/system"
cp -a . "$new/"
# Nobody but root may change the program, whoever unpacked the archive.
if [ "$(id -u)" -eq 0 ]; then chown -R 0:0 "$new"; fi
chmod -R go-w "$new"
rm -rf "$root/opt/vision-capture.old"
if [ -d "$root/opt/vision-capture" ]; then mv "$root/opt/vision-capture" "$root/opt/vision-capture.old"; fi
mv "$new" "$root/opt/vision-capture"
cp deploy/systemd/vision-capture.service deploy/systemd/vision-capture@.service "$root/etc/systemd/system/"

settings="$root/etc/vision-capture/vision-capture.env"
if [ ! -e "$settings" ]; then
  # The unit sets these itself; what is left is for the lab to edit. systemd takes a comment behind a value as part of it.
  grep -v -E '^(JWT_SECRET|JWT_SECRET_FILE|CAPTURE_DIR|LOG_FILE)=' env.example | sed -E 's/^([A-Z0-9_]+=)([^#]*[^# ])? +#.*$/\1\2/' > "$settings"
  chmod 0640 "$settings"
fi
secret="$root/etc/vision-capture/jwt-secret"
if [ ! -e "$secret" ]; then
  : > "$secret"
  chmod 0600 "$secret"
  echo "Put the auth service's JWT secret into $secret, then: systemctl restart vision-capture"
fi

if [ -z "$root" ]; then
  systemctl daemon-reload
  systemctl enable vision-capture
  if [ -s "$secret" ]; then systemctl restart vision-capture && systemctl --no-pager status vision-capture; fi
fi
echo "Installed in $root/opt/vision-capture; the version before is in $root/opt/vision-capture.old; settings are in $settings"
