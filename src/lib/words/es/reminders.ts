import type { Catalogue } from '../say.ts';

/** Reminders that go out by themselves, and notices on devices. */
export const reminders = {
	'Reminders for {title}': 'Recordatorios de {title}',
	Reminders: 'Recordatorios',
	'The client is told that something is still waiting, by e-mail or on a device, as they chose. Nothing goes out within three days of anything else that the client was told or did, and nothing once everything is here.':
		'Se avisa al cliente de que aún hay algo pendiente, por correo o en un dispositivo, según haya elegido. No se envía nada en los tres días siguientes a cualquier otro aviso al cliente o a algo que él haya hecho, ni cuando ya está todo aquí.',
	'Remind the client while something is missing': 'Recordárselo al cliente mientras falte algo',
	'First or next reminder': 'Primer o próximo recordatorio',
	'Choose a day from tomorrow on.': 'Elija un día a partir de mañana.',
	Then: 'Después',
	'At most': 'Como máximo',
	'The client is reminded while something is missing.':
		'El cliente recibe recordatorios mientras falte algo.',
	'Reminders are off.': 'Los recordatorios están desactivados.',
	'Reminders are on.': 'Los recordatorios están activados.',
	'every week': 'cada semana',
	'every two weeks': 'cada dos semanas',
	'every {n} days': { one: 'cada día', other: 'cada {n} días' },
	'{n} reminders': { one: 'un recordatorio', other: '{n} recordatorios' },
	'No reminders.': 'Sin recordatorios.',
	'All {n} reminders were sent.': {
		one: 'Se envió el único recordatorio.',
		other: 'Se enviaron los {n} recordatorios.'
	},
	'Nothing is missing, so nobody is reminded.': 'No falta nada, así que no se recuerda a nadie.',
	'{sent} of {most} sent.': 'Enviados: {sent} de {most}.',
	'First reminder {day}.': 'Primer recordatorio: {day}.',
	'First reminder {day}, then {often}.': 'Primer recordatorio: {day}; después, {often}.',
	'Next reminder {day}.': 'Próximo recordatorio: {day}.',
	'Next reminder {day}, then {often}.': 'Próximo recordatorio: {day}; después, {often}.',

	'Invited, not joined yet': 'Con invitación, aún sin unirse',
	'The link works until {date}.': 'El enlace sirve hasta el {date}.',
	'Nobody is reminded by e-mail.': 'No se envían recordatorios por correo.',
	'Remind {name} now': 'Enviar ahora un recordatorio a {name}',
	'Remind now': 'Enviar recordatorio ahora',
	'The reminder is on its way.': 'El recordatorio está en camino.',
	'Switch reminders for {name} off': 'Desactivar los recordatorios a {name}',
	'Switch reminders for {name} on': 'Activar los recordatorios a {name}',
	'Change the address for {name}': 'Cambiar la dirección de {name}',
	'Change address': 'Cambiar la dirección',
	'Remind by e-mail: {name}': 'Enviar recordatorios por correo: {name}',
	'Remind by e-mail': 'Enviar recordatorios por correo',
	'Remind {name} by e-mail': 'Enviar recordatorios por correo a {name}',
	'If they have not joined in three days, the portal writes to them, and twice more after that while the link works. The e-mail cannot contain the link: it asks them to look for your message, or to ask you for it again.':
		'Si la persona no se ha unido en tres días, el portal le escribe, y después dos veces más mientras el enlace sirva. El correo no puede contener el enlace: le pide que busque el mensaje de usted, o que se lo vuelva a pedir.',
	'If they have not joined by this time tomorrow, the portal writes to them, and again the day after while the link works. The e-mail cannot contain the link: it asks them to look for your message, or to ask you for it again.':
		'Si la persona no se ha unido mañana a esta hora, el portal le escribe, y otra vez al día siguiente mientras el enlace sirva. El correo no puede contener el enlace: le pide que busque el mensaje de usted, o que se lo vuelva a pedir.',
	'Language of the e-mail': 'Idioma del correo',
	'Their e-mail address': 'Su dirección de correo electrónico',
	'The portal’s server has to know it to write to them. It forgets it when they join, or when the link ends.':
		'El servidor del portal tiene que conocerla para escribirle. La olvida cuando la persona se une o cuando el enlace termina.',
	'The portal has forgotten the address.': 'El portal ha olvidado la dirección.',
	'Remind them': 'Enviar recordatorios',
	'Whoever reads that mailbox wanted no reminders of this invitation. Call them.':
		'Quien lee ese buzón no quiso recordatorios de esta invitación. Llámele.',
	'The mail server does not take mail for this address. Check it, or call them.':
		'El servidor de correo no acepta mensajes para esta dirección. Revísela, o llame a la persona.',
	'All {most} reminders were sent. Call them, or make a new link.':
		'Se enviaron los {most} recordatorios. Llame a la persona, o cree un enlace nuevo.',
	'None sent yet.': 'Aún no se ha enviado ninguno.',
	'Next on {date}.': 'Próximo: {date}.',

	'Notices on devices': 'Avisos en dispositivos',
	'Some fail': 'Algunos fallan',
	'Working##notices': 'Funcionan',
	'Browsers can show that something is waiting, and nothing more. Each person switches that on in My account, on each device.':
		'Los navegadores pueden mostrar que hay algo pendiente, y nada más. Cada persona lo activa en «Mi cuenta», en cada dispositivo.',
	'Nobody has switched it on yet.': 'Nadie lo ha activado todavía.',
	'On {n} devices.': { one: 'En {n} dispositivo.', other: 'En {n} dispositivos.' },
	'Not reached the last time': 'Sin respuesta la última vez',
	'The push service of this browser could not be reached. It is tried again.':
		'No se pudo acceder al servicio de avisos de este navegador. Se intentará de nuevo.',
	'The push service of this browser refused the notice. It is tried again. Is the portal’s clock right?':
		'El servicio de avisos de este navegador no aceptó el aviso. Se intentará de nuevo. ¿Está bien el reloj del portal?',
	'The push service of this browser could not be reached for a day and a half. The next notice is tried anew.':
		'No se pudo acceder al servicio de avisos de este navegador durante un día y medio. El próximo aviso se intentará de nuevo.'
} as const satisfies Catalogue;
