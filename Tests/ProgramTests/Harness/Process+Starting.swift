import Foundation

extension Process {
    /// Starts it with no signal blocked, as a shell would.
    ///
    /// A child inherits the mask of the thread that starts it, and threads of the concurrency runtime block signals:
    /// neither SIGTERM nor the end of its own children would reach it.
    func start() throws {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try run()
    }
}
