import type { Catalogue } from '../say.ts';

/** A client’s vault as the firm sees it: files, folders, drop links, approvals asked for, and ending access. */
export const staffVault = {
	'About this client': 'Sobre este cliente',
	'People & keys': 'Personas y claves',
	'Rename client': 'Cambiar el nombre del cliente',
	'New folder': 'Carpeta nueva',
	Invite: 'Invitar',
	'Invite the client': 'Invitar al cliente',
	'Invite one more person': 'Invitar a otra persona',
	'For example a tax year: 2025.': 'Por ejemplo, un año fiscal: 2025.',
	'Make folder': 'Crear carpeta',
	'This file is not there any more.': 'Este archivo ya no está.',
	'{name} cannot be shown here.': '{name} no se puede mostrar aquí.',
	'At a glance': 'De un vistazo',
	'{n} to accept##files by a link': { one: '{n} por aceptar', other: '{n} por aceptar' },
	'{n} files came by a link and wait to be accepted': {
		one: 'Llegó {n} archivo por un enlace; falta aceptarlo',
		other: 'Llegaron {n} archivos por un enlace; falta aceptarlos'
	},
	'Not checked yet': 'Sin revisar',
	'It came by a link. The client sees it only once it is accepted.':
		'Llegó por un enlace. El cliente lo verá solo cuando se acepte.',
	'Who can open this': 'Quién puede abrir esto',
	'{who} (client)': '{who} (cliente)',
	'No client has joined yet': 'Todavía no se ha unido ningún cliente',
	'An open link for {who}': 'Un enlace abierto para {who}',
	'The printed recovery kit': 'El kit de recuperación impreso',
	'Key number {number}, since {when}': 'Clave número {number}, desde: {when}',
	'People and fingerprints': 'Personas y huellas',
	Latest: 'Lo último',
	'Whole history': 'Historial completo',

	'Tax returns': 'Declaraciones',
	'Stage of {year}': 'Etapa de {year}',
	'No stage': 'Sin etapa',
	'No stage yet': 'Todavía sin etapa',
	'Not among the firm’s stages now': 'Ya no está entre las etapas del despacho',
	'Another year': 'Otro año',
	'{year} has no stage any more.': '{year} ya no tiene etapa.',
	'{year}: {stage}. The client sees it now.': '{year}: {stage}. El cliente ya lo ve.',
	'How to reach the client': 'Cómo comunicarse con el cliente',
	'Prefers paper mail': 'Prefiere correo postal',
	'Only staff can read this.': 'Solo el personal puede leer esto.',
	'Write by post when something waits: no reminders are offered here. E-mails that the client asked for in My account still go out.':
		'Escriba por correo postal cuando haya algo pendiente: aquí no se ofrecen recordatorios. Los correos que el cliente pidió en «Mi cuenta» se siguen enviando.',

	Size: 'Tamaño',
	Added: 'Añadido',
	'not yet': 'todavía no',
	'you##who added it': 'usted',
	'2 versions at once': '2 versiones a la vez',
	'Download {name}': 'Descargar {name}',
	'Drop to encrypt and add': 'Suelte para cifrar y añadir',
	'Add to': 'Añadir a',
	'Add to {folder}': 'Añadir a {folder}',
	'Add without a folder': 'Añadir sin carpeta',
	'No files yet': 'Todavía no hay archivos',
	'Add files for the client, or invite them so that they can send theirs.':
		'Añada archivos para el cliente o invítelo para que envíe los suyos.',
	'No file by that name': 'Ningún archivo con ese nombre',
	'{n} files found': { one: '{n} archivo encontrado', other: '{n} archivos encontrados' },
	'Check the spelling.': 'Revise cómo está escrito.',
	'Tag…': 'Etiquetar…',
	'Move to…': 'Mover a…',
	'Actions for folder {name}': 'Acciones para la carpeta {name}',
	'Rename folder': 'Cambiar el nombre de la carpeta',
	'Folder’s name': 'Nombre de la carpeta',
	'Remove the folder {name}?': '¿Eliminar la carpeta {name}?',
	'Only an empty folder can be removed. It disappears for everyone.':
		'Solo se puede eliminar una carpeta vacía. Desaparece para todos.',
	'Remove folder': 'Eliminar la carpeta',
	'Add a year': 'Añadir un año',
	'Kind of client': 'Tipo de cliente',
	'Individual or couple': 'Persona o pareja',
	'Sole trader or partnership': 'Trabajador por cuenta propia o sociedad de personas',
	'Trust or estate': 'Fideicomiso o sucesión',
	'Folders in it': 'Carpetas que contiene',
	'It is there already.': 'Ya existe.',
	'Add the folders': 'Añadir las carpetas',
	'Please type the year in four digits.': 'Escriba el año con cuatro cifras.',
	'The folders of {year} are there.': 'Las carpetas de {year} ya están creadas.',

	'Remind the client': 'Recordatorio al cliente',
	'Nobody here has asked to be told by e-mail or on a device yet. They can do so in My account.':
		'Aquí nadie ha pedido todavía que se le avise por correo o en un dispositivo. Pueden hacerlo en «Mi cuenta».',
	'An e-mail or a notice on a device that something is waiting. It reaches {n} people.': {
		one: 'Un correo o un aviso en un dispositivo que dice que hay algo pendiente. Llega a {n} persona.',
		other:
			'Un correo o un aviso en un dispositivo que dice que hay algo pendiente. Llega a {n} personas.'
	},
	'Last reminded {when}': 'Último recordatorio: {when}',
	'Again from {when}': 'De nuevo a partir de: {when}',
	'Send a reminder': 'Enviar un recordatorio',
	'The reminder goes out with the client’s next notice.':
		'El recordatorio saldrá con el próximo aviso al cliente.',

	'Let {name} in again?': '¿Volver a dar acceso a {name}?',
	'For somebody who lost every device and the recovery code.':
		'Para quien perdió todos los dispositivos y el código de recuperación.',
	'With one of the two they can get in by themselves.':
		'Con una de las dos cosas puede entrar por su cuenta.',
	'The old access ends now,': 'El acceso anterior termina ahora,',
	'{deed} so a lost phone opens nothing that comes later. Then you make a new link for {name}.':
		'{deed} así que un teléfono perdido no abre nada de lo que llegue después. Luego usted crea un enlace nuevo para {name}.',
	'All files stay here,': 'Todos los archivos se quedan aquí,',
	'{deed} also those that {name} sent.': '{deed} también los que envió {name}.',
	'{name}’s access to these files ends now,': 'El acceso de {name} a estos archivos termina ahora',
	'The key is changed.': 'Se cambia la clave.',
	'Documents added from now on cannot be opened with anything {name} has.':
		'Los documentos que se añadan a partir de ahora no se podrán abrir con nada de lo que {name} tiene.',
	'Files that they sent stay here.': 'Los archivos que envió se quedan aquí.',

	'The portal listed files that nobody sent by a link':
		'El portal mostró archivos que nadie envió por un enlace',
	'{n} files are not signed with a link of this client. They are not shown. Please tell whoever looks after the portal.':
		{
			one: '{n} archivo no está firmado con un enlace de este cliente. No se muestra. Avise a quien se ocupa del portal.',
			other:
				'{n} archivos no están firmados con un enlace de este cliente. No se muestran. Avise a quien se ocupa del portal.'
		},
	'Came by link, not verified': 'Llegó por enlace, sin verificar',
	'{n} files to check': { one: '{n} archivo por revisar', other: '{n} archivos por revisar' },
	'Somebody who had a drop link sent these, and nobody has checked who. Look before you accept: the client sees a file only then.':
		'Los envió alguien que tenía un enlace de envío y nadie ha comprobado quién. Mire antes de aceptar: el cliente ve un archivo solo entonces.',
	'Accept into': 'Aceptar en',
	'Accept into {folder}': 'Aceptar en {folder}',
	'Accept without a folder': 'Aceptar sin carpeta',
	'No name given': 'Sin nombre',
	'by the link {link}': 'por el enlace {link}',
	'For “{request}”': 'Para «{request}»',
	'For “{request}”, which takes no more files: it is only added':
		'Para «{request}», que ya no admite más archivos: solo se añade',
	'“{request}” takes no more files, so {file} was only added.':
		'«{request}» ya no admite más archivos, así que {file} solo se añadió.',
	'{count} files were only added: what they were sent for takes no more.':
		'{count} archivos solo se añadieron: aquello para lo que se enviaron ya no admite más.',
	'Ask for what is still wanted': 'Pedir lo que aún falta',
	'Nothing in particular': 'Nada en particular',
	'All lists': 'Todas las listas',
	'{list}: {n} wanted': { one: '{list}: falta {n}', other: '{list}: faltan {n}' },
	'Whoever has the link sees these lines as they are now, with their hints and days, and sends a file for each.':
		'Quien tenga el enlace ve estas líneas tal como están ahora, con sus indicaciones y fechas, y envía un archivo para cada una.',
	'asks for {n} documents': { one: 'pide {n} documento', other: 'pide {n} documentos' },
	'Accept all {count}': 'Aceptar los {count}',
	'Accept {name}': 'Aceptar {name}',
	'Discard {name}': 'Descartar {name}',
	'Discard {name}?': '¿Descartar {name}?',
	'It is deleted for good. The history keeps that something was discarded, not what it was.':
		'Se borra para siempre. El historial conserva que se descartó algo, no qué era.',
	Discard: 'Descartar',
	'{n} more files came by a link from before your time. A colleague who was here then can look at them.':
		{
			one: 'Llegó {n} archivo más por un enlace anterior a su incorporación. Puede verlo un colega que ya estuviera aquí.',
			other:
				'Llegaron {n} archivos más por un enlace anterior a su incorporación. Puede verlos un colega que ya estuviera aquí.'
		},

	'Drop link': 'Enlace de envío',
	'Drop links': 'Enlaces de envío',
	'Links that take files': 'Enlaces que reciben archivos',
	'Whoever has this link can send files to this client’s vault until {expires}, and read nothing. What comes is marked as not verified until you accept it.':
		'Quien tenga este enlace puede enviar archivos al espacio seguro de este cliente hasta el {expires}, sin leer nada. Lo que llegue aparece sin verificar hasta que usted lo acepte.',
	'Button for a web site': 'Botón para un sitio web',
	'Plain HTML, no script. Everybody who sees the page can then send files.':
		'HTML sencillo, sin scripts. Todos los que vean la página podrán enviar archivos.',
	'Send files to {firm} (encrypted)': 'Enviar archivos a {firm} (cifrados)',
	'For somebody without an account: a bank, a former accountant, a relative.':
		'Para alguien sin cuenta: un banco, un contador anterior, un familiar.',
	'What is it for?': '¿Para qué es?',
	'Only staff see this.': 'Solo lo ve el personal.',
	'A word to the sender': 'Unas palabras para quien envía',
	'Shown above the files they choose.': 'Aparece encima de los archivos que elija.',
	'Works for': 'Sirve durante',
	'1 week': '1 semana',
	'1 month': '1 mes',
	'3 months': '3 meses',
	'1 year': '1 año',
	'How many may use it': 'Cuántas personas pueden usarlo',
	'One person, or one device': 'Una persona o un dispositivo',
	'Up to 5': 'Hasta 5',
	'Up to 50': 'Hasta 50',
	'Up to 1,000, for a web site': 'Hasta mil, para un sitio web',
	'In all up to': 'En total, hasta',
	'A link whose note you were not given': 'Un enlace cuya nota no le fue entregada',
	'The link takes no more files.': 'El enlace ya no recibe archivos.',
	Expired: 'Caducado',
	'Ended by a new key': 'Terminado por una clave nueva',
	'Was until {date} · from {who}': 'Era hasta el {date} · de {who}',
	'The firm’s keys were changed since, so it takes nothing more. Make a new one.':
		'Las claves del despacho se cambiaron después, así que ya no recibe nada. Cree uno nuevo.',
	'Withdraw the link {link}': 'Retirar el enlace {link}',

	'Ask for approval': 'Pedir aprobación',
	'Look at the paper signed by {name}': 'Mirar el papel firmado por {name}',
	'Look at the signed paper': 'Mirar el papel firmado',
	'Add a signed paper: {name}': 'Añadir un papel firmado: {name}',
	'Add a signed paper': 'Añadir un papel firmado',
	'For a paper that came by post or was signed here. It is an answer once somebody of the firm has looked at the scan and accepted it, and it is no digital signature.':
		'Para un papel que llegó por correo o se firmó aquí. Es una respuesta cuando alguien del despacho ha mirado la copia escaneada y la ha aceptado, y no es una firma digital.',
	'Who signed it?': '¿Quién lo firmó?',
	'The scan': 'La copia escaneada',
	'Choose a file on this device': 'Elegir un archivo de este dispositivo',
	'Add the signed paper': 'Añadir el papel firmado',
	'On its way. Once it has arrived, look at the scan, then accept it.':
		'En camino. Cuando haya llegado, mire la copia escaneada y después acéptela.',
	'Added. Look at the scan, then accept it.':
		'Añadido. Mire la copia escaneada y después acéptela.',
	'This scan cannot be shown here, so it cannot be accepted. Send it back.':
		'Esta copia escaneada no se puede mostrar aquí, así que no se puede aceptar. Devuélvala.',
	'Accepted as an answer on paper.': 'Aceptado como respuesta en papel.',
	'Sent back with your reason.': 'Devuelto con su motivo.',
	'Send the paper back': 'Devolver el papel',
	'What is missing?': '¿Qué falta?',
	'The client reads this, and it stays with the record of this approval.':
		'El cliente lo lee, y queda en el registro de esta aprobación.',
	'Send back with this reason': 'Devolver con este motivo',
	'Is this the signed document?': '¿Es este el documento firmado?',
	'{document}, signed on paper by {who}': '{document}, firmado en papel por {who}',
	'Scan added by {who} {when}': 'Copia escaneada añadida por {who}: {when}',
	'Accept the signed paper': 'Aceptar el papel firmado',
	'Check every page and the signature. Once accepted it counts as this person’s answer and cannot be taken back. It is not a digital signature: the certificate names the scan, who added it and you.':
		'Revise cada página y la firma. Una vez aceptado cuenta como la respuesta de esta persona y no se puede deshacer. No es una firma digital: el certificado nombra la copia escaneada, a quien la añadió y a usted.',
	'This file is now called {name}.': 'Este archivo se llama ahora {name}.',
	'A new version of this document came since. The approval is of the version before, which is kept under the file’s versions.':
		'Después llegó una versión nueva de este documento. La aprobación es de la versión anterior, que se conserva en las versiones del archivo.',
	'A new version of this document came, so this one cannot be approved any more. Ask again with the new version.':
		'Llegó una versión nueva de este documento, así que esta ya no se puede aprobar. Vuelva a pedirlo con la versión nueva.',
	'The document was removed since. The approval stands.':
		'El documento se eliminó después. La aprobación sigue en pie.',
	'please by {when}': 'fecha límite: {when}',
	'Add the document to the files first, as a PDF or a picture.':
		'Añada antes el documento a los archivos, como PDF o imagen.',
	Document: 'Documento',
	'What kind of document is it?': '¿Qué tipo de documento es?',
	'A tax return': 'Una declaración de impuestos',
	'I have read this tax return. To the best of my knowledge it is true, correct and complete. I approve it and ask the firm to file it.':
		'He leído esta declaración de impuestos. Según mi leal saber y entender, es verdadera, correcta y completa. La apruebo y pido al despacho que la presente.',
	'I have read this engagement letter and agree to its terms.':
		'He leído esta carta de encargo y acepto sus condiciones.',
	'I have read this Form 8879 and compared it with my return. I authorize the firm to enter or generate my PIN as my signature on it and to file my return electronically.':
		'He leído este formulario 8879 y lo he comparado con mi declaración. Autorizo al despacho a introducir o generar mi PIN como mi firma en él y a presentar mi declaración por vía electrónica.',
	'I have read this document and approve it.': 'He leído este documento y lo apruebo.',
	'An engagement letter': 'Una carta de encargo',
	'Form 8879': 'Formulario 8879',
	'Something else': 'Otra cosa',
	'What they approve': 'Qué aprueban',
	'They sign exactly these words. Make them your own.':
		'Firman exactamente estas palabras. Adáptelas a su caso.',
	'Who is to approve?': '¿Quién debe aprobar?',
	'{name}, for the firm': '{name}, por el despacho',
	'The client has not joined yet. Once they have, you can ask them here.':
		'El cliente todavía no se ha unido. Cuando lo haga, podrá pedírselo aquí.',
	'One after the other': 'Por orden, de uno en uno',
	'{first}, then {next}': '{first}, después {next}',
	'Please by': 'Fecha límite',
	'No date': 'Sin fecha',
	'In 3 days': 'En 3 días',
	'In a week': 'En una semana',
	'In two weeks': 'En dos semanas',
	'In a month': 'En un mes',
	'Asked. The client finds it on top of their page.':
		'Solicitado. El cliente lo encuentra al principio de su página.',
	'Withdraw {name}': 'Retirar {name}',
	'Nothing to approve yet': 'Todavía no hay nada que aprobar',
	'Add a draft return, an engagement letter or a form to the files. Then ask the client to read and approve it here, with their passkey.':
		'Añada a los archivos un borrador de declaración, una carta de encargo o un formulario. Después pida al cliente que lo lea y lo apruebe aquí, con su clave de acceso.',
	'Withdraw this request?': '¿Retirar esta solicitud?',
	'Nobody can approve {name} any more. What was signed so far stays in the history.':
		'Ya nadie podrá aprobar {name}. Lo firmado hasta ahora queda en el historial.',
	'Reason, for the client to read': 'Motivo, para que lo lea el cliente'
} as const satisfies Catalogue;
