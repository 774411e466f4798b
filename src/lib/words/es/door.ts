import type { Catalogue } from '../say.ts';

/** Coming in: invitations, signing in, recovery words, passkeys. */
export const door = {
	Invitation: 'Invitación',
	'Sign in': 'Iniciar sesión',
	Locked: 'Bloqueado',
	Unlock: 'Desbloquear',
	'Sign in with passkey': 'Entrar con clave de acceso',
	'Unlock with passkey': 'Desbloquear con clave de acceso',
	'Sign in with the passkey on this device.': 'Entre con la clave de acceso de este dispositivo.',
	'Your documents and your tax firm’s, encrypted. Sign in with your passkey.':
		'Sus documentos y los de su despacho, cifrados. Entre con su clave de acceso.',
	'Use recovery words': 'Usar palabras de recuperación',
	'No account yet? Your firm sends you a link.':
		'¿Todavía no tiene cuenta? Su despacho le envía un enlace.',
	'Locked, because nothing happened here for 15 minutes.':
		'Bloqueado, porque no hubo actividad durante 15 minutos.',
	'Locked. Your files are closed on this device.':
		'Bloqueado. Sus archivos están cerrados en este dispositivo.',
	'You are signed out on this device.': 'Ha cerrado la sesión en este dispositivo.',
	'You were signed out.': 'Su sesión se ha cerrado.',
	'Unlock with your words': 'Desbloquear con sus palabras',
	'Now your recovery words': 'Ahora, sus palabras de recuperación',
	'You are signed in. This passkey cannot unlock documents by itself, so please type your recovery words.':
		'Ha iniciado sesión. Esta clave de acceso no puede abrir documentos por sí sola; escriba sus palabras de recuperación.',
	'Use another passkey': 'Usar otra clave de acceso',
	'Not set up yet': 'Aún sin configurar',
	'This portal is not set up yet': 'Este portal aún no está configurado',
	'If you installed it: open the set-up link that was printed when the server started. If not: please come back later.':
		'Si usted lo instaló, abra el enlace de configuración que apareció al iniciar el servidor. Si no, vuelva más tarde.',
	'Check again': 'Comprobar de nuevo',
	'No connection': 'Sin conexión',
	'The portal cannot be reached': 'No se puede acceder al portal',
	'Try again': 'Intentar de nuevo',
	'Opening the portal': 'Abriendo el portal',
	Opening: 'Abriendo',
	'Not opened': 'No se abrió',
	'The screens for staff were not opened': 'Las pantallas del personal no se abrieron',
	'The screens for staff did not arrive as they should: the connection broke, or a file was changed. They were not opened. Try again or reload the page; if this stays, tell whoever runs the portal.':
		'Las pantallas del personal no llegaron como debían: se cortó la conexión o se modificó un archivo. No se abrieron. Inténtelo de nuevo o recargue la página; si continúa, avise a quien administra el portal.',

	'This link does not open': 'Este enlace no se abre',
	'I have an account: sign in': 'Tengo una cuenta: iniciar sesión',
	'Opening your invitation': 'Abriendo su invitación',
	'Checking the firm’s signature': 'Comprobando la firma del despacho',
	'Open the link from your message again': 'Abra de nuevo el enlace de su mensaje',
	'The secret part of the link is needed once more after a reload. If it was used already, just sign in.':
		'Después de recargar la página se necesita de nuevo la parte secreta del enlace. Si ya lo usó, inicie sesión.',
	'{firm} invited you to join': '{firm} le invita a unirse',
	'{firm} invited you to share documents safely':
		'{firm} le invita a compartir documentos de forma segura',
	'Join the firm': 'Unirse al despacho',
	'Hello {name}.': 'Hola, {name}.',
	'No password and nothing to install. Your device makes a passkey: the same face, fingerprint or PIN that unlocks it.':
		'Sin contraseña y sin instalar nada. Su dispositivo crea una clave de acceso: el mismo rostro, huella dactilar o PIN con que lo desbloquea.',
	'Create passkey and continue': 'Crear clave de acceso y continuar',
	Continue: 'Continuar',
	'Make your passkey': 'Cree su clave de acceso',
	'Check your copy': 'Compruebe su copia',
	'Keep your recovery words': 'Guarde sus palabras de recuperación',
	'Three words are enough to know that your copy can be read.':
		'Bastan tres palabras para saber que su copia se puede leer.',
	'Staff need two ways in. Print these words or write them down before you go on.':
		'El personal necesita dos formas de entrar. Imprima o anote estas palabras antes de continuar.',
	'Your passkey is made, but this kind can only sign in. These words open your files each time, so keep them at hand. With another device you may not need them.':
		'Su clave de acceso está creada, pero las de este tipo solo sirven para iniciar sesión. Estas palabras abren sus archivos cada vez, así que téngalas a mano. Con otro dispositivo quizá no las necesite.',
	'Hello {name}. {inviterName} invited you. You will keep 24 recovery words and make a passkey; it takes three minutes.':
		'Hola, {name}. Le invita {inviterName}. Guardará 24 palabras de recuperación y creará una clave de acceso; son tres minutos.',
	'You are signed in here as {name}. Going on makes a second account and signs this one out on this device.':
		'Ha iniciado sesión aquí como {name}. Si continúa, se crea una segunda cuenta y se cierra esta sesión en este dispositivo.',
	Words: 'Palabras',
	Passkey: 'Clave de acceso',
	Access: 'Acceso',
	'Show my recovery words': 'Ver mis palabras de recuperación',
	'Files are encrypted in this browser before they leave it.':
		'Los archivos se cifran en este navegador antes de salir de él.',
	'Confirm with your passkey': 'Confirmar con su clave de acceso',
	'Made. Your device asks once more, to confirm it.':
		'Creada. Su dispositivo pregunta una vez más para confirmarla.',
	'Your passkey is made. One more touch confirms it; no second one is made.':
		'Su clave de acceso está creada. Un toque más la confirma; no se crea otra.',
	'This device has no face, fingerprint or PIN set up for passkeys. When it asks, use your phone or a security key.':
		'Este dispositivo no tiene rostro, huella dactilar ni PIN configurados para claves de acceso. Cuando se lo pida, use su teléfono o una llave de seguridad.',

	'You can open these documents already. The link was not used.':
		'Usted ya puede abrir estos documentos. El enlace no se ha usado.',
	'{inviterName} invited you. You have an account here, so one press is enough. You find these documents beside those you have.':
		'Le invita {inviterName}. Usted ya tiene cuenta aquí, así que basta con pulsar una vez. Encontrará estos documentos junto a los que ya tiene.',
	'{inviterName} invited you. If you have an account here, the passkey you have opens this too, beside the documents you have.':
		'Le invita {inviterName}. Si tiene cuenta aquí, su clave de acceso abre también esto, junto a los documentos que ya tiene.',
	'Open them': 'Abrirlos',
	'{firm} is another firm than yours so far.':
		'{firm} es un despacho distinto del que usted tenía hasta ahora.',
	'If {firm} is another firm than yours so far:':
		'Si {firm} es un despacho distinto del que usted tenía hasta ahora:',
	'Neither is told of the other. But two firms that compare their records could see that you are the same person. To keep them apart, join as somebody else.':
		'A ninguno se le informa del otro. Pero dos despachos que comparen sus registros podrían ver que se trata de la misma persona. Para mantenerlos separados, únase como otra persona.',
	'Join as {name}': 'Unirse como {name}',
	'Join with the passkey I have': 'Unirse con la clave de acceso que tengo',
	'Join as somebody else': 'Unirse como otra persona',
	'{firm} had ended the access of your passkey, so it does not open this. The invitation is a new start: join with a new passkey.':
		'{firm} había terminado el acceso de su clave, así que no abre esto. La invitación es un nuevo comienzo: únase con una clave de acceso nueva.',
	'Join with a new passkey': 'Unirse con una clave de acceso nueva',

	'Your 24 words': 'Sus 24 palabras',
	'{n} words are still missing or not on the list.': {
		one: 'Aún falta una palabra o no está en la lista.',
		other: 'Aún faltan {n} palabras o no están en la lista.'
	},
	'Use your recovery words': 'Use sus palabras de recuperación',
	'Type the 24 words from your copy, in their order.':
		'Escriba las 24 palabras de su copia, en su orden.',
	'Open my account': 'Abrir mi cuenta',
	'Back to sign in': 'Volver a iniciar sesión',
	'No words and no passkey? Ask your firm for a new invitation. Staff ask an administrator. The firm’s own recovery kit works here too.':
		'¿Sin palabras y sin clave de acceso? Pida a su despacho una invitación nueva. El personal, a un administrador. Aquí también sirve el kit de recuperación del despacho.',
	'Add a passkey': 'Añadir una clave de acceso',
	'You are in. Add a passkey here?': 'Ya está dentro. ¿Añadir una clave de acceso aquí?',
	'With a passkey on this device you sign in with your face, fingerprint or PIN next time.':
		'Con una clave de acceso en este dispositivo, la próxima vez entrará con su rostro, huella dactilar o PIN.',
	'Add a passkey on this device': 'Añadir una clave de acceso en este dispositivo',
	'Not on this device': 'En este dispositivo no',

	'Recovery words': 'Palabras de recuperación',
	'Recovery code': 'Código de recuperación',
	'Check and continue': 'Comprobar y continuar',
	'I have saved them': 'Las he guardado',
	'I have saved it': 'Lo he guardado',
	'I have them on paper': 'Las tengo en papel',
	'{title} for {hostname}.txt': '{title} de {hostname}.txt',
	'For the portal at {host}.': 'Para el portal en {host}.',
	Print: 'Imprimir',
	'Save as a file': 'Guardar como archivo',
	'Your recovery code works from now on.': 'Su código de recuperación sirve a partir de ahora.',
	'If you lose this phone or computer': 'Si pierde este teléfono o equipo',
	'A recovery code gets you back in. Save or print it once; it takes a minute.':
		'Con un código de recuperación podrá volver a entrar. Guárdelo o imprímalo una vez; es un minuto.',
	'Make a recovery code': 'Crear un código de recuperación',
	Later: 'Más tarde',
	'Your recovery code': 'Su código de recuperación',
	'Type these three words from your copy': 'Escriba estas tres palabras de su copia',
	'These do not match. Look at the numbers on your copy and try again.':
		'No coinciden. Mire los números de su copia e inténtelo de nuevo.',
	'Show the words again': 'Ver las palabras otra vez',
	'These 24 words open your account if you lose every device that has your passkey. Go to the address below, choose “Use recovery words” and type them in this order. Whoever has them can open your account, so keep them where you keep contracts, not in a mail, a photo or a chat.':
		'Estas 24 palabras abren su cuenta si pierde todos los dispositivos que tienen su clave de acceso. Vaya a la dirección de abajo, elija «Usar palabras de recuperación» y escríbalas en este orden. Quien las tenga puede abrir su cuenta: guárdelas donde guarda sus contratos, no en un correo, una foto ni un chat.'
} as const satisfies Catalogue;
