/** What a server shows, and what its clients have to trust. Both PEM. */
export interface ServerIdentity {
  /** Certificate of the authority that signed the server's certificate. */
  readonly authority: string;
  /** The server's private key (PKCS #8) and its certificate, in one file as Kafka reads them. */
  readonly keyAndCertificate: string;
}

export interface IdentityRequest {
  /** Of the authority. The server is called the same; clients look at {@link hosts} alone. */
  readonly name: string;
  /** Names by which clients reach the server; `*.` may stand for one label. */
  readonly hosts: readonly string[];
  readonly validFrom: Date;
  readonly validYears: number;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const yearMilliseconds = 365.25 * 24 * 3_600_000;

/**
 * A server's key and certificate, and the authority that signed it. The authority's own key is forgotten with that: it
 * is stored nowhere, so nobody can ever sign a second certificate with it.
 */
export async function createIdentity(request: IdentityRequest): Promise<ServerIdentity> {
  // Loaded here: 0.3 s that only a stack with certificates of its own spends. The library needs the first to be loaded.
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const { subtle } = globalThis.crypto;
  const newKeys = () => subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const [authorityKeys, serverKeys] = await Promise.all([newKeys(), newKeys()]);
  const validity = {
    notBefore: request.validFrom,
    notAfter: new Date(request.validFrom.getTime() + request.validYears * yearMilliseconds),
  };
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: [{ CN: [`${request.name} authority`] }],
    keys: authorityKeys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const certificate = await x509.X509CertificateGenerator.create({
    ...validity,
    subject: [{ CN: [request.name] }],
    issuer: authority.subject,
    publicKey: serverKeys.publicKey,
    signingKey: authorityKeys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      // Brokers are each other's clients as well.
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
      new x509.SubjectAlternativeNameExtension(request.hosts.map((value) => ({ type: "dns" as const, value }))),
      await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const key = x509.PemConverter.encode(await subtle.exportKey("pkcs8", serverKeys.privateKey), "PRIVATE KEY");
  return {
    authority: `${authority.toString("pem")}\n`,
    keyAndCertificate: `${key}\n${certificate.toString("pem")}\n`,
  };
}
