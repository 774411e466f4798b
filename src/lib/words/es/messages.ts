import type { Catalogue } from '../say.ts';

/** Messages and threads. */
export const messages = {
	General: 'En general',
	'A request that is gone': 'Una solicitud que ya no existe',
	'A file that is gone': 'Un archivo que ya no existe',
	'Attach files': 'Adjuntar archivos',
	'Choose from the files that are here. The message points to them.':
		'Elija entre los archivos que están aquí. El mensaje remite a ellos.',
	'No files here yet': 'Aquí todavía no hay archivos',
	'Add the file first; then you can point to it.':
		'Añada primero el archivo; después podrá remitir a él.',
	'Search files': 'Buscar archivos',
	'Search to find older files.': 'Busque para encontrar archivos más antiguos.',
	Attach: 'Adjuntar',
	'A message can have up to {n} files.': {
		one: 'Un mensaje puede tener {n} archivo.',
		other: 'Un mensaje puede tener hasta {n} archivos.'
	},
	Note: 'Nota',
	'Nothing written yet': 'Todavía no hay nada escrito',
	'{n} new##messages': { one: '{n} nuevo', other: '{n} nuevos' },
	'All messages': 'Todos los mensajes',
	'Opening the messages': 'Abriendo los mensajes',
	'Nothing written yet. What you write here is encrypted like the files: only the people who can open them can read it.':
		'Todavía no hay nada escrito. Lo que escriba aquí se cifra como los archivos: solo pueden leerlo las personas que pueden abrirlos.',
	'What was written': 'Lo que se ha escrito',
	'Show earlier ({n} messages)': {
		one: 'Ver {n} mensaje anterior',
		other: 'Ver {n} mensajes anteriores'
	},
	'Only your firm sees this': 'Solo lo ve su despacho',
	'A note from before you were given the key. You cannot open it.':
		'Una nota anterior a que usted recibiera la clave. No puede abrirla.',
	'Seen by {who} {when}': 'Visto por {who}: {when}',
	'Not seen yet': 'Aún sin ver',
	'Seen by {who} {when} and {n} more': {
		one: 'Visto por {who} ({when}) y {n} persona más',
		other: 'Visto por {who} ({when}) y {n} personas más'
	},
	'Keep this text as a reply': 'Guardar este texto como respuesta',
	'All saved replies': 'Todas las respuestas guardadas',
	'Kept as a reply.': 'Guardado como respuesta.',
	'Saved replies': 'Respuestas guardadas',
	'They are encrypted, and are there on every device on which you sign in. Nobody else sees them until you send one.':
		'Se cifran y están en todos los dispositivos en los que usted inicia sesión. Nadie más las ve hasta que usted envía una.',
	'Write something you will want to say again, then choose “Keep this text as a reply”.':
		'Escriba algo que quiera volver a decir y elija «Guardar este texto como respuesta».',
	'Remove {reply}': 'Quitar {reply}',
	Messages: 'Mensajes',
	Write: 'Escribir',
	'Questions? Write to {firm} here instead of by e-mail. It is encrypted too.':
		'¿Preguntas? Escriba aquí a {firm} en lugar de por correo electrónico. También va cifrado.',
	'Write a message': 'Escribir un mensaje',
	'Write a note': 'Escribir una nota',
	'Who sees this': 'Quién ve esto',
	'Message to {to}': 'Mensaje para {to}',
	'Internal note': 'Nota interna',
	'Take back this message': 'Retirar este mensaje',
	'Take back this message?': '¿Retirar este mensaje?',
	'Everybody here sees that you took it back, and when, instead of what it says. Whoever had it open may have read it, and its encrypted text stays in the signed record. Files it named stay where they are.':
		'Todos verán aquí que lo retiró, y cuándo, en lugar de lo que dice. Quien lo tuviera abierto puede haberlo leído, y su texto cifrado permanece en el registro firmado. Los archivos que menciona siguen donde están.',
	'Take it back': 'Retirarlo',
	'You took this message back: {when}. Whoever had it open before may have read it.':
		'Usted retiró este mensaje: {when}. Quien lo tuviera abierto antes puede haberlo leído.',
	'This message was taken back: {when}. Whoever had it open before may have read it.':
		'Este mensaje fue retirado: {when}. Quien lo tuviera abierto antes puede haberlo leído.',
	'message taken back##thread': 'mensaje retirado',
	'Take back this note': 'Retirar esta nota',
	'Take back this note?': '¿Retirar esta nota?',
	'Your colleagues see that you took it back, and when, instead of what it says. Whoever had it open may have read it, and its encrypted text stays in the signed record, closed to clients as before. Files it named stay where they are.':
		'Sus colegas verán que la retiró, y cuándo, en lugar de lo que dice. Quien la tuviera abierta puede haberla leído, y su texto cifrado permanece en el registro firmado, cerrado a los clientes como antes. Los archivos que menciona siguen donde están.',
	'You took this note back: {when}. Whoever had it open before may have read it.':
		'Usted retiró esta nota: {when}. Quien la tuviera abierta antes puede haberla leído.',
	'This note was taken back: {when}. Whoever had it open before may have read it.':
		'Esta nota fue retirada: {when}. Quien la tuviera abierta antes puede haberla leído.',
	'taken back##note': 'retirada',
	'Internal notes': 'Notas internas',
	'Only your firm sees this. Clients are never given the key; they see that a note was written, not what it says.':
		'Solo lo ve su despacho. Los clientes nunca reciben la clave; ven que se escribió una nota, no lo que dice.',
	'Note for your firm only': 'Nota solo para su despacho',
	'Write a note for your colleagues': 'Escriba una nota para sus colegas',
	'Write to {to}': 'Escriba a {to}',
	'Write something first, or attach a file.': 'Escriba algo antes o adjunte un archivo.',
	'Attached files': 'Archivos adjuntos',
	'Leave out {name}': 'Dejar fuera {name}',
	'What you wrote is kept here.': 'Lo que ha escrito se conserva aquí.',
	'{count} of {most} characters': '{count} de {most} caracteres',
	'Ctrl or Cmd + Enter sends': 'Ctrl o Cmd + Intro envía',
	'Save note': 'Guardar nota',
	Send: 'Enviar',
	'the client': 'el cliente',
	Threads: 'Conversaciones',
	'New note from {name}': 'Nota nueva de {name}',
	'New message from {name}': 'Mensaje nuevo de {name}'
} as const satisfies Catalogue;
