/** Explains how computers and phones come to trust the laboratory's authority. */

/** `authority` is the path of its certificate; copied to the other computer it may be anywhere. */
export function howToTrust(authority: string): string {
  return `Copy ${authority} to each computer and phone that opens the service, and make it trusted there once.
It is no secret. The .key files never leave this computer.

  Windows       in a terminal as administrator:  certutil -addstore -f Root authority.crt
                (or double-click the file: Install Certificate, Local Machine, Trusted Root Certification Authorities)
  macOS         sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain authority.crt
  Debian,       sudo cp authority.crt /usr/local/share/ca-certificates/vision-capture.crt
  Ubuntu        sudo update-ca-certificates
  Fedora, RHEL  sudo cp authority.crt /etc/pki/ca-trust/source/anchors/vision-capture.crt
                sudo update-ca-trust
  Firefox       has a list of its own on Linux: Settings, Privacy & Security, View Certificates, Authorities, Import
  iPhone, iPad  open the file (AirDrop, mail), then Settings, General, VPN & Device Management: install the profile;
                then Settings, General, About, Certificate Trust Settings: switch it on
  Android       Settings, Security, Encryption & credentials, Install a certificate, CA certificate
  curl          curl --cacert authority.crt https://…
  Python        requests.get(…, verify='authority.crt'), or REQUESTS_CA_BUNDLE=authority.crt
  Node          NODE_EXTRA_CA_CERTS=authority.crt
`
}
