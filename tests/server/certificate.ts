/** A certificate for localhost which signs itself, valid for a hundred years, and its key: for mail servers of tests and nothing else. */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBlTCCATugAwIBAgIUW+zuj60BJq9XJmKy8VoJEEry4wcwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjE1MzEwNVoYDzIxMjYxMDI5
MTUzMTA1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAR4r3bwSfNT/vXuJqmEVNmQwtn38yoLJVDz/zeldJkhbnJEG0zOHFZ3
8xAqkizFFoZlq3HGTEymi4ZXgBLedcVHo2kwZzAdBgNVHQ4EFgQUBf/NfMmFjYb0
jQN6xGLb+uvknyQwHwYDVR0jBBgwFoAUBf/NfMmFjYb0jQN6xGLb+uvknyQwDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
SAAwRQIhAK1O7btorFEAswRh0mk5APHeRSo5wgYw4rTyoj/m4i/GAiAVHU66FNzV
9NQoRQ+9VvOj/glOGRxFg6Owmv4A9f/OVw==
-----END CERTIFICATE-----`;
export const certificateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgRBx5kp+kToMVSc5h
qJFKZetfD3/+hTUzrBADZoJnXoehRANCAAR4r3bwSfNT/vXuJqmEVNmQwtn38yoL
JVDz/zeldJkhbnJEG0zOHFZ38xAqkizFFoZlq3HGTEymi4ZXgBLedcVH
-----END PRIVATE KEY-----`;
