// room RegistryServer
