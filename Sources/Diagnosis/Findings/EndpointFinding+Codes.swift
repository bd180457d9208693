extension EndpointFinding.Code {
    // Where a code of RegistryClientError says it all, it stands unchanged; these say more.

    /// The name servers gave no answer, or an error.
    public static let nameNoAnswer = Self(rawValue: "name-no-answer")
    /// The proxy wants a login, or another one.
    public static let proxyLoginRequired = Self(rawValue: "proxy-login-required")
    /// The proxy itself cannot be reached.
    public static let proxyUnreachable = Self(rawValue: "proxy-unreachable")
    /// No way leads to the address.
    public static let hostUnreachable = Self(rawValue: "host-unreachable")
    /// One of several addresses is dead.
    public static let addressDead = Self(rawValue: "address-dead")

    /// The certificate is signed by itself, and not trusted.
    public static let tlsSelfSigned = Self(rawValue: "tls-self-signed")
    /// The server leaves out a certificate between its own and the root.
    public static let tlsMissingIntermediate = Self(rawValue: "tls-missing-intermediate")
    /// The certificate's time has not come.
    public static let tlsNotYetValid = Self(rawValue: "tls-not-yet-valid")
    /// A trusted root is past its time, or before it.
    public static let tlsRootExpired = Self(rawValue: "tls-root-expired")
    /// An authority on the way to a trusted root may not sign.
    public static let tlsUnfitAuthority = Self(rawValue: "tls-unfit-authority")
    /// The certificate is for something else than servers.
    public static let tlsNotForServers = Self(rawValue: "tls-not-for-servers")
    /// A signature by SHA-1 or MD5.
    public static let tlsWeakSignature = Self(rawValue: "tls-weak-signature")
    /// The client certificate was not accepted.
    public static let tlsClientCertificateRefused = Self(rawValue: "tls-client-certificate-refused")
    /// No answer to the handshake.
    public static let tlsTimeout = Self(rawValue: "tls-timeout")
    /// Nothing is verified, and verification would fail.
    public static let verificationOff = Self(rawValue: "verification-off")

    /// A page of somebody on the way.
    public static let captivePortal = Self(rawValue: "captive-portal")
    /// The endpoint's path is not where the API is.
    public static let endpointPath = Self(rawValue: "endpoint-path")
    /// It failed once and was well the second time.
    public static let unsteady = Self(rawValue: "unsteady")
    /// A 401 without a challenge that can be read.
    public static let challengeInvalid = Self(rawValue: "challenge-invalid")

    /// The token server cannot be reached.
    public static let tokenUnreachable = Self(rawValue: "token-unreachable")
    /// The registry does not take the token of the token server that it named.
    public static let tokenRefused = Self(rawValue: "token-refused")
    /// The token does not grant what was asked for.
    public static let tokenScopeMissing = Self(rawValue: "token-scope-missing")

    /// `GET` of the manifest works and `HEAD`, by which containerd resolves a tag, does not.
    public static let headRefused = Self(rawValue: "head-refused")
    /// `HEAD` says another type or length than `GET`.
    public static let headDiffers = Self(rawValue: "head-differs")
    /// A blob of no bytes, which containerd does not fetch.
    public static let blobEmpty = Self(rawValue: "blob-empty")
    /// `Docker-Content-Digest` is not the digest of what is served.
    public static let digestHeaderWrong = Self(rawValue: "digest-header-wrong")
    /// An index names a manifest that is not there.
    public static let childNotFound = Self(rawValue: "child-not-found")
    /// Nothing in the image runs on a node.
    public static let noMatchingPlatform = Self(rawValue: "no-matching-platform")
    /// containerd takes an older child than the newest.
    public static let platformTextOrder = Self(rawValue: "platform-text-order")
    /// A blob that a manifest names is not there.
    public static let blobNotFound = Self(rawValue: "blob-not-found")
    /// The server gives whole blobs for a range: what breaks off begins again.
    public static let rangeIgnored = Self(rawValue: "range-ignored")
    /// Nodes fetch a layer from a place of its own.
    public static let foreignLayer = Self(rawValue: "foreign-layer")
    /// That place cannot be reached.
    public static let foreignLayerUnreachable = Self(rawValue: "foreign-layer-unreachable")

    /// The host that an answer leads to cannot be reached.
    public static let redirectUnreachable = Self(rawValue: "redirect-unreachable")
    /// The host that an answer leads to does not give what it was asked for.
    public static let redirectFailed = Self(rawValue: "redirect-failed")
    /// Clocks differ.
    public static let clockSkew = Self(rawValue: "clock-skew")
    /// Few requests are left.
    public static let rateLimitLow = Self(rawValue: "rate-limit-low")
    /// The check ran out of time.
    public static let outOfTime = Self(rawValue: "out-of-time")
}
