/// The version that `--version` prints and requests name.
public let windlassVersion = "0.1.0"
