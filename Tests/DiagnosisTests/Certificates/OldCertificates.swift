import SwiftASN1

/// Certificates that no current library makes, made with OpenSSL; good until 2126. Their keys are gone.
enum OldCertificates {
    /// `Old Root` of `Old Corp`, RSA and SHA-256.
    static let root = """
        -----BEGIN CERTIFICATE-----
        MIIDLzCCAhegAwIBAgIUcalhH2Ky8H5iXS1lW/nerTyQyakwDQYJKoZIhvcNAQEL
        BQAwJjERMA8GA1UECgwIT2xkIENvcnAxETAPBgNVBAMMCE9sZCBSb290MCAXDTI2
        MTEyNTIzNTUxNVoYDzIxMjYxMTAxMjM1NTE1WjAmMREwDwYDVQQKDAhPbGQgQ29y
        cDERMA8GA1UEAwwIT2xkIFJvb3QwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEK
        AoIBAQCgmoNf7jX6qrWwCjFNN7nB6tYQZBKp/fcQLKsCqLd6DS3cHi1j6paIvJ1B
        AZ0suI+LcxQCUP7VA8ww4RNHJqvBz/d9Utdc+TFlM5NX4z/UL/+VK1I9DBFEsPM8
        Ptxh4oIGCrzTMJO4y4x5h7Rkw11XYU9UFt253FpQdqbxbUiiiRxHkMUFtCOgPejW
        NGJuvygB97qy3RuD7PN+Egoq9VT8ZspOcgWX3YoVkdyuMAUlIuSUw5rjsz3z8Xer
        O+VQupLd4+4qZ30sjLTm+8X6F+1zcEq4BzOzxSu34Lq+/87hbdoFIkWQre7xH5Me
        GYIJlmwru7GT9XaMus5ulrHS0GF5AgMBAAGjUzBRMB0GA1UdDgQWBBQMnUGo1dxK
        Epwd/7zdDO7e1d9QrDAfBgNVHSMEGDAWgBQMnUGo1dxKEpwd/7zdDO7e1d9QrDAP
        BgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4IBAQBrLonPIQvvejZUG6i8
        yXGuRf3YHtOy53mtSf97iCE0hKw28ETBswZK/LUrEqTt5FJHGRDzT5i+o4y7EfgA
        Z2PaMF3P+OLsqDSIgQJYOJXbmdr6O9cnhIuZNVzZ+Vq7DsVRIONLKQcsCQectuk0
        aEUyLwy1fTPnVGuf13XDQXorsbgBfyLFWI9eVZmq8IMTE+Vmgx6cuWpCyiIFgrQP
        xLoLfdSFc/7y72L6dKjltm5G6tNljHdzAN64OWCs3CiNRRnGE2zJzLl1KpFAoJE5
        jk3L2A+S44OHedOodsce7EqAKDKFmrZ6qr1fvPfOlwS/HKRZjQmEPewPBfqLFHFa
        hQsb
        -----END CERTIFICATE-----
        """
    /// For `r.example`, signed by the root with SHA-1.
    static let sha1 = """
        -----BEGIN CERTIFICATE-----
        MIIDIjCCAgqgAwIBAgIUdbGyxUVs/dJdpU20UOzdM0k2bpowDQYJKoZIhvcNAQEF
        BQAwJjERMA8GA1UECgwIT2xkIENvcnAxETAPBgNVBAMMCE9sZCBSb290MCAXDTI2
        MTEyNTIzNTUxNloYDzIxMjYxMTAxMjM1NTE2WjAUMRIwEAYDVQQDDAlyLmV4YW1w
        bGUwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQCykUIqF4zBSj1PeP1r
        ocTLGYkK6XakXF6MPFVTrbusndFlGQ08ath4jTXomNd9h/0NXkbPAHc1cVndqPrL
        TQom1lTDkW+0fswQ/rxVyB+8TFwrmi8gzndH3dc3N4CYla/lVQZrKBF5LQoTu+tE
        99sFD99jNgG+quLozQzV+szXJPd/cItTSM/v217hKVZ8qXyphDfALG3YehxGfmL8
        4xB+V+gtjpHU+1PFez3udNTN10WSB8FaQm4PBChFpu6PYUoTUGD7rTEdDUfAiQ5V
        dLJ9iFFL/M1d7b2lbzHGyPhs/2vT0DzsBKFT/X8/XnijPteWe4jGF80X1R6NC04S
        91w7AgMBAAGjWDBWMBQGA1UdEQQNMAuCCXIuZXhhbXBsZTAdBgNVHQ4EFgQUvo9a
        mJUVyZKXUp8Peq9og9yls0wwHwYDVR0jBBgwFoAUDJ1BqNXcShKcHf+83Qzu3tXf
        UKwwDQYJKoZIhvcNAQEFBQADggEBAHV8f9UlOBfEO+QNrPb/OBzcEopYbnqfvKTr
        e1x2W5GGXg4hHcSojkTQHctph2T18KYE2qtTkDTjFjkJdMYTeUj7Q0ghW8thitJB
        2BApI4t9ua38xBLB2MUHLwUUkfRsVc5aisNb28beXUXZMuUt7/Av6T4Vx3oVFRH1
        9Ibg/b00GTt8iZMXfB+o1AKWBN0nJzYljYI9O+WHaOJtjHoNvKyglKcvRvrXdsPH
        qTO3dyObxLs+clcrdz5txFv69U1PyQLsi6bU4FEcKsy2xWz0x3yIF2CtKzO6pDi6
        bGsbK2k+BKB+CD56MVxgeijrVojxxWeWhtH+oiYDm2YWuyLx0zg=
        -----END CERTIFICATE-----
        """
    /// For `r.example`, signed by the root with MD5.
    static let md5 = """
        -----BEGIN CERTIFICATE-----
        MIIDIjCCAgqgAwIBAgIUdbGyxUVs/dJdpU20UOzdM0k2bpswDQYJKoZIhvcNAQEE
        BQAwJjERMA8GA1UECgwIT2xkIENvcnAxETAPBgNVBAMMCE9sZCBSb290MCAXDTI2
        MTEyNTIzNTUxN1oYDzIxMjYxMTAxMjM1NTE3WjAUMRIwEAYDVQQDDAlyLmV4YW1w
        bGUwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQCgd8t9aiUCetZ/X0It
        kULXVO7nwZoZ8LbYyhKUcwgJJ5GrlnOAD1OWFXkXAiO9ePWbhR2au4TKrr8wEqmD
        chiTxp0NeS9qV+AaAJ8OJy+AwG1TdovEMCedx79kqeflbmAcbd5pWUFAv7O8j2S4
        /xjCLL4ID0HAvjmzfU4Vnlo1f+Sey1b7EfOsJsCFLJ8nxVdgQ0EhJUQyn54e4ici
        6xt6N3uyqZpDCZG5GgZ8b7Viz624i1WzEsK1qYALuRa98NFEF5PbcyE+vwDeFvtb
        kciRh3yXFLY7ob2zKi5WlxHeXOI564BuFGPEjh2nSqtlNi9VELYUCBX7qzG3AEps
        x5LnAgMBAAGjWDBWMBQGA1UdEQQNMAuCCXIuZXhhbXBsZTAdBgNVHQ4EFgQUw2vz
        GvRRKVGozOnCmXG8ubhV8PkwHwYDVR0jBBgwFoAUDJ1BqNXcShKcHf+83Qzu3tXf
        UKwwDQYJKoZIhvcNAQEEBQADggEBAJtCUWBd7LsuhpNCFOJE9Y7KWU2QsgF6ZyXW
        p45rvAbEp2ANwyw9jRmWXfG6WjpMBtiJLqKsNTMDd0ukwIsstn9HO0bfBtx32a3t
        zW2QQ/7Wcp81jJxW/pF43t8N2PAY+fVxgy5Nom/kLk3EgbMU5dYRZ3sLsorcflBW
        1HdGpmoXYGpACjdFbaUtUdF27yL+/8uAy6exW/bp2FFplT5HNapasGZ6ljCrii6M
        ZwyCyo+3J2yN4nwze9LomjeeRR6+P3h8RUbUdr1XxvdGZVfoyfepUgonCInpohBC
        kWxyMoJ0Fr4dASJbe8d9Av77T7owbnFdOEoQLBrt1pgGpSf5/6Q=
        -----END CERTIFICATE-----
        """

    /// `Unfit Root` of `Old Corp`, which says of itself that it is no authority (`CA:FALSE`).
    static let unfit = """
        -----BEGIN CERTIFICATE-----
        MIIDDDCCAfSgAwIBAgIUGWT7wb/Tt/qTgMAbzxxT4L13LcAwDQYJKoZIhvcNAQEL
        BQAwKDERMA8GA1UECgwIT2xkIENvcnAxEzARBgNVBAMMClVuZml0IFJvb3QwIBcN
        MjYxMTI2MDAwMzU4WhgPMjEyNjExMDIwMDAzNThaMCgxETAPBgNVBAoMCE9sZCBD
        b3JwMRMwEQYDVQQDDApVbmZpdCBSb290MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A
        MIIBCgKCAQEA1h1lFbY4w9knfUy2lv8i26lgUytqYF0aIgJYQJesbRDl5tFlpbyV
        +1JUboo1RGBUrRWJcUW4VDfNMMfAmHOzAP+klSW6alNRbvlozj3Ffxo9JMe1wHW7
        d5R8dOh3Dibje3w0TZBlx9Msa5RArpZWPj4dPzeICMKkz4cBKUk+0CqyPs8DOJLW
        qee4ooANMvOorqLyUPr/pj4IP8KtqzeP8twIocDiEbWpOfjrhp6Mo4bICtvA/gTE
        Wk0PgQJljl2xRIdxjb3nomiBwd/EMjb+eG9YK6ay9d6y39j3V+jxM6aqux9WXhmu
        80z3bOYIfPoYbI0sRjcvHEpS2H7ZQkpslQIDAQABoywwKjAJBgNVHRMEAjAAMB0G
        A1UdDgQWBBT4yobFLTMnd8QMzq9QxQo6OhCiYDANBgkqhkiG9w0BAQsFAAOCAQEA
        b4HUVymf3gXN/f9z5B9Fyw82Ty1wje/5qxvUinznobu+NdlY6Ao+Nq0nHmgUWygY
        mF1u2UKb0fYSZwr6MovLDqiMr1fOcUbrfxJikeENqvCf3c5LBM2sVjD1v9FhKUE7
        nFujMm5khjhHbeSfBpyI+QGuwxcpL62z2GSRxZqnD69QPT03rQLGSnhCHi/yjht4
        oWnwwqguDBCmcRmDsJpJKYi24c6WMGvGSj1DS7qDbO/lijadlOAW8WvZaql12Vss
        022GFnZ8FnDJ5EkVLYin3Gdc8LXK7v8zqFapSXZ53ey9Td6GwctjGtGT9S+ccFp8
        llcVGx+XnDyCs/xAic0hlg==
        -----END CERTIFICATE-----
        """
    /// For `r.example`, signed by it.
    static let belowUnfit = """
        -----BEGIN CERTIFICATE-----
        MIIDJDCCAgygAwIBAgIUfK7RvJHSvz+SzZ6ei2QktFsEGjowDQYJKoZIhvcNAQEL
        BQAwKDERMA8GA1UECgwIT2xkIENvcnAxEzARBgNVBAMMClVuZml0IFJvb3QwIBcN
        MjYxMTI2MDAwMzU5WhgPMjEyNjExMDIwMDAzNTlaMBQxEjAQBgNVBAMMCXIuZXhh
        bXBsZTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBANtdMNBKSt0muQt7
        rSYOiB5oGmkH0kdg9BVK5iagoKAIEI7NcH61j4uW6UhfAi+lxjS5/XdM6Hinwqp2
        GX116sCEG4BsPlG7Ih6uGXYxoJ4y2jPYlF6BLZQqOOAwQPuT/FFOqsM1wxseoDi7
        MpGXwfTdP4P4HAVpJRsgkcHgsOVEoFEBVM7OkS0Cu2J49hlz+W7GzUmbJseHoDo6
        1GhUIwQF2z/G98K4LcDZMAcQlIVyfACzlrxMps1YeocMhAdFvzRSGDI6ZCG3cW5g
        ioYfIflFxpddGQSknmOb3dh2lHLfO4eQRnDNnMlnY+XdBygcFLqkQEYgaEgU9pHK
        5MhGA/sCAwEAAaNYMFYwFAYDVR0RBA0wC4IJci5leGFtcGxlMB0GA1UdDgQWBBT+
        tGqlunX2+WYXxSOXd+rcjOal7zAfBgNVHSMEGDAWgBT4yobFLTMnd8QMzq9QxQo6
        OhCiYDANBgkqhkiG9w0BAQsFAAOCAQEAc6im8/w/CdJnFQSFOG5J47sXtWAe41YA
        SXOWvlm8b74YBUseHtoGAWALnhlFdPlM2u661+ZVl+ExDgPyHMrSYAcPQvt7FVR6
        OAy45O5MmCh1n9yt2lobCY0YRXboqf2wU5z+4AK9yIMwhS/Lyet3y004eEzJKXo5
        E/qqekYVmTdN/d72qch4DKncBrodMyOYBWxXap5rj6QKF3AfH9bpSLx+7xATvoGD
        wk+HLW9otNM2QCturhlfjuyjORpbIbQbQ3NimyqNmYn/lGp3VDuDLNOxgHxG1ay4
        1dv2dyiRhEaM5QFUbZSbtnGK6+L5daHNq/NwXzx5tEU+JYTcOlCNkA==
        -----END CERTIFICATE-----
        """

    static func der(_ pem: String) throws -> [UInt8] { try PEMDocument(pemString: pem).derBytes }
}
