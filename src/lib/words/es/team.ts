import type { Catalogue } from '../say.ts';

/** The firm’s people: who they are, how they come and how they leave. */
export const team = {
	'Works with clients and their files.': 'Trabaja con los clientes y sus archivos.',
	'Also invites colleagues and hands them keys.':
		'Además, invita a colegas y les entrega las claves.',
	'Everybody here can open every client’s files.':
		'Todas las personas de aquí pueden abrir los archivos de todos los clientes.',
	'Invite a colleague': 'Invitar a un colega',
	'You are the only one here. Invite a colleague, so that two people can let others in.':
		'Usted es la única persona aquí. Invite a un colega, para que dos personas puedan dar acceso a otras.',
	Invited: 'Invitaciones',
	'Entries that were not allowed': 'Anotaciones no permitidas',
	'These were written to the firm’s records by somebody who may not do so. They have no effect.':
		'Las escribió en los registros del despacho alguien que no puede hacerlo. No tienen ningún efecto.',
	'History of the firm': 'Historial del despacho',
	'Checking the firm’s records': 'Comprobando los registros del despacho',
	Everyone: 'Todas las personas',
	Staff: 'Personal',
	Actions: 'Acciones',
	'Waiting for access': 'A la espera de acceso',

	'{role} · left {when}': '{role} · dejó el despacho: {when}',
	'Invite {name} again': 'Invitar de nuevo a {name}',
	'{name} joined and has no key yet': '{name} se unió y aún no tiene clave',
	'Compare the fingerprint, then give access.': 'Compare la huella y después dé acceso.',
	'An administrator has to give access.': 'Un administrador tiene que dar el acceso.',
	'Give access': 'Dar acceso',
	'Give {name} access?': '¿Dar acceso a {name}?',
	'Call {name} and ask for the fingerprint on their screen. It must be the same as this one, or somebody else used the link.':
		'Llame a {name} y pregunte por la huella que aparece en su pantalla. Debe ser igual que esta; si no, otra persona usó el enlace.',
	'Fingerprint of {name}': 'Huella de {name}',
	'What may {name} open?': '¿Qué puede abrir {name}?',
	'Everything, old and new': 'Todo, lo anterior y lo nuevo',
	'All that is in the clients’ files today, and what comes.':
		'Todo lo que hay hoy en los archivos de los clientes y lo que llegue.',
	'Only what is added from now on': 'Solo lo que se añada a partir de ahora',
	'Nothing from before. The firm’s key is changed first, and each client’s after that.':
		'Nada de lo anterior. Primero se cambia la clave del despacho y después la de cada cliente.',
	'{name} can open the clients’ files now.': '{name} ya puede abrir los archivos de los clientes.',
	'Not now': 'Ahora no',
	'It matches: give access': 'Coincide: dar acceso',

	'Remove {name}?##person': '¿Quitar a {name}?',
	'Remove {name}##person': 'Quitar a {name}',
	'{name}’s access has ended.': 'El acceso de {name} ha terminado.',
	'{name}’s access ends now,': 'El acceso de {name} termina ahora',
	'{deed} on every device.': '{deed} en todos los dispositivos.',
	'The firm’s keys are changed,': 'Se cambian las claves del despacho',
	'{deed} and each client’s after that. Documents added from now on cannot be opened with anything {name} has.':
		'{deed} y después las de cada cliente. Los documentos que se añadan a partir de ahora no se podrán abrir con nada de lo que {name} tiene.',
	'Links that {name} made stop working': 'Los enlaces que creó {name} dejan de funcionar',
	'{deed} if nobody has used them yet. Send those people a new one.':
		'{deed} si nadie los ha usado todavía. Envíe uno nuevo a esas personas.',
	'What {name} has already seen or copied stays with them.':
		'Lo que {name} ya ha visto o copiado queda en su poder.',
	'No portal can take that back.': 'Ningún portal puede recuperarlo.',

	'{done} of {total}': '{done} de {total}',
	'Every client has a new key.': 'Todos los clientes tienen una clave nueva.',
	'Every client has a new key': 'Todos los clientes tienen una clave nueva',
	'New keys for clients are being made.': 'Se están creando claves nuevas para los clientes.',
	'New keys for clients: paused.': 'Claves nuevas para los clientes: en pausa.',
	'New keys for clients': 'Claves nuevas para los clientes',
	'New keys for clients: {count}': 'Claves nuevas para los clientes: {count}',
	'What is added from now on is closed to whoever left.':
		'Lo que se añada a partir de ahora está cerrado para quien se fue.',
	Pause: 'Pausar',
	'Somebody left, so every client’s files get a new key. You can close this page; it goes on when you or a colleague comes back.':
		'Alguien se fue, así que los archivos de cada cliente reciben una clave nueva. Puede cerrar esta página; continuará cuando vuelva usted o un colega.',
	'Nothing is at risk meanwhile: a client without a new key gets one before anything more is written there.':
		'Mientras tanto no hay ningún riesgo: un cliente sin clave nueva la recibe antes de que se escriba algo más allí.',
	'Not done yet': 'Pendiente',

	'Waiting for {firm} to give you access': 'Esperando a que {firm} le dé acceso',
	'You have joined. An administrator now has to hand you the team’s key; until then you can open nothing. This page goes on by itself.':
		'Ya se ha unido. Ahora un administrador tiene que entregarle la clave del equipo; hasta entonces no puede abrir nada. Esta página continúa por sí sola.',
	'They may ask for your fingerprint, so that they know it is you:':
		'Quizá le pregunten por su huella, para saber que se trata de usted:'
} as const satisfies Catalogue;
