import type { Catalogue } from '../say.ts';

/** The firm itself: its name, kit, e-mail and signed records; founding it and getting back in. */
export const firm = {
	'Name and mark': 'Nombre y distintivo',
	'Name of the firm': 'Nombre del despacho',
	'Initials for the mark': 'Iniciales del distintivo',
	'One or two letters.': 'Una o dos letras.',
	'Please fill this in.': 'Rellene este campo.',
	'Saved. Clients see it the next time they open the portal.':
		'Guardado. Los clientes lo verán la próxima vez que abran el portal.',
	'An administrator can change these.': 'Un administrador puede cambiarlos.',
	'24 words on paper, printed when the firm was set up. They open every client’s files and let an owner back in when every passkey is lost. They are on no computer, so nobody can show them again here.':
		'24 palabras en papel, impresas al configurar el despacho. Abren los archivos de todos los clientes y permiten que un titular vuelva a entrar si se pierden todas las claves de acceso. No están en ningún equipo, así que nadie puede volver a mostrarlas aquí.',
	Keep: 'Guardar',
	'Two copies in two places, such as a safe and the bank.':
		'Dos copias en dos lugares, por ejemplo una caja fuerte y el banco.',
	Use: 'Usar',
	'At “Use recovery words” on the sign-in page.':
		'En «Usar palabras de recuperación», en la página de inicio de sesión.',
	'If a copy is lost or seen': 'Si una copia se pierde o alguien la ve',
	'Whoever has it needs nothing more to read what the server stores. Tell your administrator at once.':
		'Quien la tenga no necesita nada más para leer lo que guarda el servidor. Avise enseguida a su administrador.',
	'The same for everybody at the firm and all its clients. It says which firm signed records belong to.':
		'La misma para todos en el despacho y todos sus clientes. Indica a qué despacho pertenecen los registros firmados.',
	'These 24 words can open every client’s files and get the firm back in if everybody loses their passkeys. Nobody can make them again. Keep two copies in two places, such as a safe and the bank, and never as a photo or in a mail.':
		'Estas 24 palabras pueden abrir los archivos de todos los clientes y permiten que el despacho vuelva a entrar si todos pierden sus claves de acceso. Nadie puede crearlas de nuevo. Guarde dos copias en dos lugares, por ejemplo una caja fuerte y el banco, y nunca en una foto ni en un correo.',

	'Stages of a tax return': 'Etapas de una declaración',
	'Clients see which stage each year’s return is in.':
		'Los clientes ven en qué etapa está la declaración de cada año.',
	'These are the usual ones; they can be used as they are.':
		'Estas son las habituales; se pueden usar tal como están.',
	'Stages, one on a line, the first one first': 'Etapas, una por línea, la primera arriba',
	'Save the stages': 'Guardar las etapas',
	'Saved. What clients were told before stays as it was.':
		'Guardado. Lo que ya se comunicó a los clientes queda como estaba.',
	'Welcome for clients': 'Bienvenida para los clientes',
	'What clients read when they first come': 'Lo que leen los clientes al entrar por primera vez',
	'For example who you are, when you are there, and what to send first. Do not write anything that only one client should read.':
		'Por ejemplo, quiénes son ustedes, en qué horario atienden y qué enviar primero. No escriba nada que deba leer un solo cliente.',
	'Save the welcome': 'Guardar la bienvenida',
	'Written by {who}, {when}': 'Escrito por {who}: {when}',
	'There is none yet. An administrator can write one.':
		'Todavía no hay ninguna. Un administrador puede escribirla.',
	'Clients see no welcome any more.': 'Los clientes ya no ven ninguna bienvenida.',
	'Saved. Clients see it from now on.': 'Guardado. Los clientes la ven desde ahora.',
	'As it will stand at the top of clients’ pages':
		'Así aparecerá al principio de las páginas de los clientes',

	'E-mail': 'Correo electrónico',
	'Working##mail': 'Funciona',
	Failing: 'Falla',
	'Not tried yet': 'Sin probar',
	'People who confirmed an address are told that something is waiting, and where to sign in. Each chooses that in My account.':
		'A quienes confirmaron una dirección se les avisa de que hay algo pendiente y de dónde iniciar sesión. Cada persona lo elige en «Mi cuenta».',
	'This portal has no mail server. Whoever runs it can name one in its settings; README.md says how.':
		'Este portal no tiene servidor de correo. Quien lo administra puede indicar uno en su configuración; README.md explica cómo.',
	'No e-mail goes out': 'No sale ningún correo',
	'{reason} It first failed {when}. What waits is not lost: it is tried again and again, and then each person gets one e-mail.':
		'{reason} Primer fallo: {when}. Lo pendiente no se pierde: se intenta una y otra vez, y después cada persona recibe un solo correo.',
	'Working since {when}.': 'Funciona desde: {when}.',
	'{n} people are still to be told of something.': {
		one: 'Aún hay que avisar de algo a una persona.',
		other: 'Aún hay que avisar de algo a {n} personas.'
	},
	'Not delivered in the last 30 days': 'Sin entregar en los últimos 30 días',
	'A client': 'Un cliente',
	'A colleague': 'Un colega',
	'Send me a test e-mail': 'Enviarme un correo de prueba',
	'The mail server took the test e-mail. Look in your mailbox.':
		'El servidor de correo aceptó el correo de prueba. Mire en su buzón.',
	'The mail server cannot be reached. Is its address right, and is it running?':
		'No se puede acceder al servidor de correo. ¿Es correcta su dirección y está en marcha?',
	'The mail server offers no encrypted connection, so nothing was sent to it.':
		'El servidor de correo no ofrece una conexión cifrada, así que no se le envió nada.',
	'The mail server’s certificate is not valid for it, so nothing was sent to it.':
		'El certificado del servidor de correo no es válido, así que no se le envió nada.',
	'The mail server refuses the portal’s user name or password.':
		'El servidor de correo no acepta el usuario o la contraseña del portal.',
	'The mail server refuses the address that the portal sends from.':
		'El servidor de correo no acepta la dirección desde la que envía el portal.',
	'The mail server asks to be left alone for a while.':
		'El servidor de correo pide que se espere un rato.',
	'There is no such mailbox. Nothing more is sent there.':
		'Ese buzón no existe. No se enviará nada más allí.',
	'The mail server refused this e-mail.': 'El servidor de correo no aceptó este correo.',
	'The mail server does not pass the portal’s e-mail on. It is tried again.':
		'El servidor de correo no reenvía los correos del portal. Se intentará de nuevo.',
	'The mail server put it off for too long. It was given up.':
		'El servidor de correo lo aplazó demasiado tiempo. Se dejó de intentar.',
	'The connection broke while it was sent. It may have arrived.':
		'La conexión se cortó durante el envío. Puede que haya llegado.',

	'Signed records': 'Registros firmados',
	'Who did what here is signed by the person who did it, and each entry names the one before. Anyone can check an export without this portal.':
		'Lo que se hace aquí lo firma quien lo hace, y cada anotación nombra la anterior. Cualquiera puede comprobar una exportación sin este portal.',
	'The newest signatures are a small file. Give it to a client, a partner or an auditor: if the server ever shows another past, their copy proves it.':
		'Las firmas más recientes son un archivo pequeño. Entréguelo a un cliente, a un socio o a un auditor: si alguna vez el servidor muestra otro pasado, su copia lo demuestra.',
	'Save the newest signatures': 'Guardar las firmas más recientes',
	'Export the records': 'Exportar los registros',
	'Export the firm’s records': 'Exportar los registros del despacho',
	'Export this client’s records': 'Exportar los registros de este cliente',
	'Every signed entry, for checking with the verify-log command, without this portal. Documents are not in it.':
		'Todas las anotaciones firmadas, para comprobarlas con el comando verify-log, sin este portal. No incluye documentos.',
	'What should it show?': '¿Qué debe mostrar?',
	'Without names': 'Sin nombres',
	'Shows by fingerprint who signed what and when, and nothing about clients. For somebody outside.':
		'Muestra por huella quién firmó qué y cuándo, y nada sobre los clientes. Para alguien de fuera.',
	'With names': 'Con nombres',
	'People, clients and files can be read in it. Keep it as you keep a client’s documents.':
		'Se pueden leer personas, clientes y archivos. Guárdelo como guarda los documentos de un cliente.',
	'Save the file': 'Guardar el archivo',

	'Set up': 'Configuración',
	'Set up your firm': 'Configure su despacho',
	'Print the recovery kit': 'Imprima el kit de recuperación',
	'Clients see this name and mark when you invite them. You can change both later.':
		'Los clientes ven este nombre y este distintivo cuando usted los invita. Podrá cambiar ambos después.',
	'These words exist only on this screen. They open every file and cannot be made again, so print them now and keep them safe.':
		'Estas palabras existen solo en esta pantalla. Abren todos los archivos y no se pueden crear de nuevo: imprímalas ahora y guárdelas bien.',
	'No password. Your device makes a passkey: the same face, fingerprint or PIN that unlocks it.':
		'Sin contraseña. Su dispositivo crea una clave de acceso: el mismo rostro, huella dactilar o PIN con que lo desbloquea.',
	'Your name': 'Su nombre',
	'As colleagues and clients know you.': 'Como le conocen sus colegas y clientes.',
	'As colleagues know you.': 'Como le conocen sus colegas.',
	'Please type your name.': 'Escriba su nombre.',
	'Create passkey and open the portal': 'Crear clave de acceso y abrir el portal',
	'Create passkey and open the firm': 'Crear clave de acceso y abrir el despacho',
	'Open the whole set-up link': 'Abra el enlace de configuración completo',
	'It was printed where the server runs, and it is needed again after a reload.':
		'Apareció donde funciona el servidor, y se necesita de nuevo después de recargar la página.',
	'Let somebody back in to {firm}': 'Volver a dar acceso a {firm}',
	'Keep your own recovery words': 'Guarde sus propias palabras de recuperación',
	'These are the words of the firm’s recovery kit. They make you an owner of the firm.':
		'Estas son las palabras del kit de recuperación del despacho. Con ellas, usted pasa a ser titular del despacho.',
	'These are yours alone and not the kit’s: with them you get in when you have lost your passkey. Print them or write them down.':
		'Estas son solo suyas, no las del kit: con ellas podrá entrar si pierde su clave de acceso. Imprímalas o anótelas.',
	'Owner now': 'Titular actual',
	'Owners now': 'Titulares actuales',
	Nobody: 'Nadie',
	'Everybody will see it': 'Todos lo verán',
	'Going on is written into the firm’s history for good, with your name, where all staff see it. The firm’s keys are changed. Do it only when no owner or administrator can get in any more.':
		'Si continúa, queda escrito para siempre en el historial del despacho, con su nombre, donde lo ve todo el personal. Se cambian las claves del despacho. Hágalo solo si ningún titular ni administrador puede entrar ya.',
	'Back: nothing has been changed': 'Volver: no se ha cambiado nada'
} as const satisfies Catalogue;
