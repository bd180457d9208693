// room NodeConfiguration
