/**
 * Imported first: takes away the one way out of the frame that no policy closes, since browsers do not know the
 * directive for WebRTC. A hindrance to a document that breaks the renderer, not a wall; SECURITY.md says so.
 */
for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport'])
	Reflect.deleteProperty(globalThis, name);
