import ArgumentParser
import CLibc
import ContentStore
import Logging
import NIOPosix
import NodeCommands
import OCI
import RegistryServer
import ServiceLifecycle
import UnixSignals

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// `serve --storage DIR`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run a registry: the OCI distribution API over a directory.",
        discussion: """
            Listens on a loopback address unless told otherwise, and on any other only with --htpasswd or --anonymous. \
            SIGTERM and SIGINT end it when the transfers under way are done.
            """
    )

    @Option(help: ArgumentHelp("Where the content is; made if it is not there.", valueName: "dir"))
    var storage: String

    @Option(
        help: ArgumentHelp("Where clients come to; port 0 takes a free one.", valueName: "host:port"),
        transform: ListenAddress.init(argument:)
    )
    var listen = ListenAddress(host: "127.0.0.1", port: 5000)

    @Option(help: ArgumentHelp("Let in only whom this file, as htpasswd -B writes it, names.", valueName: "file"))
    var htpasswd: String?

    @Flag(help: "Let everybody in, over any address.")
    var anonymous = false

    @Option(help: ArgumentHelp("The certificate chain, PEM; read again when it changes.", valueName: "file"))
    var tlsCert: String?

    @Option(help: ArgumentHelp("The certificate's key, PEM.", valueName: "file"))
    var tlsKey: String?

    @Flag(help: "Take images although layers of theirs are missing.")
    var sparseImages = false

    @Flag(help: "Refuse every change; another server may write to the same storage.")
    var readOnly = false

    @Option(
        help: ArgumentHelp("Where /metrics, /livez and /readyz are. Default: nowhere.", valueName: "host:port"),
        transform: ListenAddress.init(argument:)
    )
    var operationsListen: ListenAddress?

    @Option(help: ArgumentHelp("How long transfers may go on after SIGTERM.", valueName: "seconds"))
    var drain = 30

    @OptionGroup var logging: LogArguments
    @OptionGroup var output: OutputArguments

    func validate() throws {
        guard (tlsCert == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-cert and --tls-key go together")
        }
        guard htpasswd == nil || !anonymous else {
            throw ValidationError("--htpasswd lets in whom the file names, --anonymous everybody: give one of them")
        }
        guard (0...86_400).contains(drain) else {
            throw ValidationError("--drain takes a number of seconds from 0 to 86400")
        }
    }

    func run() async throws {
        do {
            try await serve()
        } catch let error as RegistryServerError {
            throw Output.fail(CommandFailure(error), format: output.format)
        } catch let error as ContentStoreError {
            throw Output.fail(CommandFailure(error), format: output.format)
        }
    }

    private func serve() async throws {
        // An arena a thread would keep what passed through it once; the data path hands few, large buffers around.
        mallopt(M_ARENA_MAX, 2)
        raiseDescriptorLimit()
        let pools = (readers: NIOThreadPool(numberOfThreads: 4), writers: NIOThreadPool(numberOfThreads: 4))
        let passwords = NIOThreadPool(numberOfThreads: 2)
        for pool in [pools.readers, pools.writers, passwords] { pool.start() }
        let logger = logging.logger("registry")
        let server = try RegistryServer(
            configuration: registryConfiguration,
            storage: try DiskStorage(
                path: storage,
                isReadOnly: readOnly,
                readers: pools.readers,
                writers: pools.writers
            ),
            passwordPool: passwords,
            logger: logger,
            onReady: announce
        )
        var configuration = ServiceGroupConfiguration(
            services: [server],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(drain)
        let watch = Interruption.endingAtSecondSignal()
        try await ServiceGroup(configuration: configuration).run()
        withExtendedLifetime(watch) {}
    }

    /// As many as the system lets this process have: each client takes one, and each file that is sent.
    private func raiseDescriptorLimit() {
        var limit = rlimit()
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(kind, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(kind, &limit)
    }

    private var registryConfiguration: RegistryServerConfiguration {
        var configuration = RegistryServerConfiguration(address: listen, version: windlassVersion)
        configuration.operationsAddress = operationsListen
        configuration.passwordFile = htpasswd
        configuration.allowsAnonymous = anonymous
        configuration.isReadOnly = readOnly
        configuration.acceptsSparseImages = sparseImages
        if let tlsCert, let tlsKey {
            configuration.tls = .init(certificatePath: tlsCert, keyPath: tlsKey)
        }
        return configuration
    }

    /// The one line of data: where it is. It comes when requests are answered.
    private func announce(_ addresses: RegistryServer.Addresses) {
        let url = "\(tlsCert == nil ? "http" : "https")://\(addresses.registry)"
        let operations = addresses.operations.map { "http://\($0)" }
        switch output.format {
        case .text:
            Output.data(url)
            if let operations { Output.talk("operations: \(operations)") }
        case .json:
            Output.data(["url": .string(url), "operations": operations.map(JSON.string) ?? .null])
        }
    }
}

extension ListenAddress {
    fileprivate init(argument: String) throws {
        guard let address = ListenAddress(parsing: argument) else {
            throw ValidationError("\"\(argument)\" is not HOST:PORT")
        }
        self = address
    }
}

extension CommandFailure {
    init(_ error: RegistryServerError) {
        self.init(
            error.exit,
            code: error.code.rawValue,
            error.words,
            details: error.hint.map { [$0] } ?? []
        )
    }
}
