/// Names under which strangers are neighbours: there, a common parent says nothing about who owns a host.
enum SharedSuffixes {
    /// Whether `parent` is a country's second-level registry (`co.uk`), or is or lies under a multi-tenant name.
    static func isShared(_ parent: Substring) -> Bool {
        let labels = parent.split(separator: ".")
        if labels.count == 2, labels[1].utf8.count == 2, secondLevel.contains(String(labels[0])) { return true }
        return labels.indices.contains { multiTenant.contains(labels[$0...].joined(separator: ".")) }
    }

    private static let secondLevel: Set<String> = ["co", "com", "net", "org", "ac", "gov", "edu"]

    // Container registries with a name for each customer, and the hosting services with one for each deployment.
    private static let multiTenant: Set<String> = [
        // registries
        "azurecr.io", "azurecr.cn", "azurecr.us", "amazonaws.com", "amazonaws.com.cn", "on.aws", "aliyuncs.com",
        "pkg.dev", "gcr.io", "jfrog.io", "jfrog.info", "cloudsmith.io", "ocir.io", "tencentcloudcr.com",
        "tencentyun.com", "myhuaweicloud.com", "volces.com", "scw.cloud", "vultrcr.com", "gitlab.io",
        // hosting
        "appspot.com", "azurecontainer.io", "azurecontainerapps.io", "azureedge.net", "azurefd.net",
        "azurewebsites.net", "cloudapp.azure.com", "cloudapp.net", "cloudfront.net", "cloudfunctions.net",
        "digitaloceanspaces.com", "duckdns.org", "elasticbeanstalk.com", "fastly.net", "firebaseapp.com", "fly.dev",
        "github.dev", "github.io", "herokuapp.com", "netlify.app", "ngrok-free.app", "ngrok.app", "ngrok.io", "nip.io",
        "ondigitalocean.app", "onrender.com", "pages.dev", "r2.dev", "railway.app", "run.app", "sslip.io",
        "trycloudflare.com", "ts.net", "vercel.app", "web.app", "windows.net", "workers.dev", "xip.io",
    ]
}
