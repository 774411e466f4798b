import type { Catalogue } from '../say.ts';

/** Links for one person, and the draft of the mail that carries one. */
export const invite = {
	'For {who}. The link works once, until {date}. It opens this client’s files, so send it to nobody else.':
		'Para {who}. El enlace sirve una sola vez, hasta el {date}. Abre los archivos de este cliente, así que no lo envíe a nadie más.',
	'For {who}. The link works once, until {date}. It opens this firm’s portal, so send it to nobody else.':
		'Para {who}. El enlace sirve una sola vez, hasta el {date}. Abre el portal de este despacho, así que no lo envíe a nadie más.',
	Link: 'Enlace',
	'It is shown only now. If it gets lost, make a new one.':
		'Solo se muestra ahora. Si se pierde, cree uno nuevo.',
	'Write a mail with it': 'Escribir un correo con él',
	'Opens a draft in your own mail program. The portal sends nothing.':
		'Abre un borrador en su propio programa de correo. El portal no envía nada.',
	'The link as a QR code': 'El enlace como código QR',
	'Or let them scan it here.': 'O deje que lo escaneen aquí.',
	'Who is the link for?': '¿Para quién es el enlace?',
	'Name of your colleague': 'Nombre de su colega',
	'The client, or whoever acts for them: a spouse, a daughter, a bookkeeper. They are greeted with this name.':
		'El cliente o quien actúe por él: su cónyuge, una hija, una contable. El saludo llevará este nombre.',
	'They are greeted with this name.': 'El saludo llevará este nombre.',
	'Show what is already here': 'Mostrar lo que ya hay aquí',
	'Files, names and history from before. Without it they begin with nothing and see only what is added after they join.':
		'Archivos, nombres e historial anteriores. Sin ello, la persona empieza sin nada y ve solo lo que se añada después de unirse.',
	'Make the link': 'Crear el enlace',
	'Links not used yet': 'Enlaces sin usar',
	'Not used yet': 'Sin usar',
	'Until {date} · from {who}': 'Hasta el {date} · de {who}',
	'Expired {date} · from {who}': 'Caducó el {date} · de {who}',
	'without what is already here': 'sin lo que ya hay aquí',
	'Withdraw the link for {name}': 'Retirar el enlace para {name}',
	Withdraw: 'Retirar',
	'The link for {name} no longer works.': 'El enlace para {name} ya no funciona.',

	'Share your documents with {firm}': 'Comparta sus documentos con {firm}',
	'Join {firm} on Tallyport': 'Únase a {firm} en Tallyport',
	'Hello {name},': 'Hola, {name}:',
	'Please use this link to send us your documents safely and to receive ours:':
		'Use este enlace para enviarnos sus documentos de forma segura y recibir los nuestros:',
	'Please use this link to join our client portal:':
		'Use este enlace para unirse a nuestro portal de clientes:',
	'It is for you alone, works once, and until {date}. There is no password and nothing to install: your phone or computer asks for your face, fingerprint or PIN.':
		'Es solo para usted y sirve una sola vez, hasta el {date}. No hay contraseña ni nada que instalar: su teléfono o equipo le pedirá su rostro, huella dactilar o PIN.',
	'If you were not expecting this, please call us before opening it.':
		'Si no lo esperaba, llámenos antes de abrirlo.'
} as const satisfies Catalogue;
