/// The version that `--version` prints and requests name.
package let windlassVersion = "0.1.0"
