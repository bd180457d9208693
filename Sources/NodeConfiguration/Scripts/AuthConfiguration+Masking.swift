package import Registries

extension AuthConfiguration {
    /// Whether its secret is what `collect` leaves in the place of one.
    package var isMasked: Bool {
        [password, identityToken].contains { $0?.reveal() == MaskingRules.mask }
            || auth?.reveal() == MaskingRules.authMask
    }
}
