import type { Catalogue } from '../say.ts';

/** One’s own ways in, devices and notices. */
export const account = {
	'Tell me by e-mail': 'Avisarme por correo electrónico',
	'Not working': 'No funciona',
	Off: 'Desactivado',
	On: 'Activado',
	'Not confirmed yet': 'Aún sin confirmar',
	'An e-mail that says only that something is waiting, and where to sign in. It names nobody and no document.':
		'Un correo que solo dice que hay algo pendiente y dónde iniciar sesión. No nombra a nadie ni ningún documento.',
	'This portal sends no e-mail yet. Look in from time to time, or ask the firm to switch it on.':
		'Este portal todavía no envía correos. Entre de vez en cuando, o pida al despacho que lo active.',
	'Your mail provider says that this address does not exist':
		'Su proveedor de correo dice que esta dirección no existe',
	'Nothing more is sent there. Check the address and confirm it again.':
		'Ya no se envía nada a ella. Revise la dirección y confírmela de nuevo.',
	You: 'Usted',
	Name: 'Nombre',
	With: 'Con',
	Role: 'Función',
	'Your fingerprint': 'Su huella',
	'Others see the same digits beside your name. Read them out when somebody wants to be sure that it is you.':
		'Los demás ven los mismos dígitos junto a su nombre. Léalos en voz alta cuando alguien quiera asegurarse de que es usted.',
	'Your e-mail address': 'Su correo electrónico',
	'The portal’s server has to know it to write to you. It is shown to nobody, and you can remove it at any time.':
		'El servidor del portal tiene que conocerlo para escribirle. No se muestra a nadie y puede quitarlo cuando quiera.',
	'Send me a code': 'Enviarme un código',
	'These words work from now on. Older ones do not.':
		'Estas palabras sirven a partir de ahora. Las anteriores ya no.',
	Made: 'Creado',
	'None yet': 'Aún no hay',
	'24 words that open your account when you have lost every device with your passkey.':
		'24 palabras que abren su cuenta cuando ha perdido todos los dispositivos con su clave de acceso.',
	'At first these are the words of the firm’s recovery kit. If you make your own, the kit still opens every file, but no longer signs you in. Keep it all the same.':
		'Al principio son las palabras del kit de recuperación del despacho. Si crea las suyas, el kit seguirá abriendo todos los archivos, pero ya no sirve para iniciar su sesión. Consérvelo de todos modos.',
	'Replace the recovery code': 'Sustituir el código de recuperación',
	'Check and use these words': 'Comprobar y usar estas palabras',
	'Your keys are changed. Only this passkey opens your account now.':
		'Sus claves han cambiado. Ahora solo esta clave de acceso abre su cuenta.',
	'Change your keys': 'Cambiar sus claves',
	'Your new recovery words': 'Sus nuevas palabras de recuperación',
	'Touch the passkey that you keep. From then on it is the only one: your other passkeys, earlier recovery words and all signed-in devices stop working.':
		'Use la clave de acceso que conserva. A partir de entonces será la única: sus otras claves de acceso, las palabras de recuperación anteriores y todos los dispositivos con sesión iniciada dejan de servir.',
	'Others see a new fingerprint beside your name and a line in the history.':
		'Los demás ven una huella nueva junto a su nombre y una línea en el historial.',
	'Links that you made stop working if nobody has used them yet.':
		'Los enlaces que usted creó dejan de servir si nadie los ha usado todavía.',
	'Change my keys with my passkey': 'Cambiar mis claves con mi clave de acceso',
	'The old words stop working with the old keys. Print these or write them down before you go on. Your keys are not changed yet.':
		'Las palabras anteriores dejan de servir con las claves anteriores. Imprima o anote estas antes de continuar. Sus claves aún no han cambiado.',
	'The old words stop working with the old keys. Save or print these. Your keys are not changed yet.':
		'Las palabras anteriores dejan de servir con las claves anteriores. Guarde o imprima estas. Sus claves aún no han cambiado.',
	'Making new words': 'Creando palabras nuevas',
	'How often?': '¿Con qué frecuencia?',
	'At which hour?': '¿A qué hora?',
	'By the clock of this device.': 'Según el reloj de este dispositivo.',
	'No, I have it, or it is destroyed': 'No, la tengo yo o está destruida',
	'Perhaps: it was lost, stolen or lent': 'Quizá: se perdió, la robaron o la presté',
	'Recommended then: change your keys too. Your other passkeys, your recovery words and all devices stop working and you set them up again. Your files and your name stay.':
		'En ese caso se recomienda cambiar también sus claves. Sus otras claves de acceso, sus palabras de recuperación y todos los dispositivos dejan de servir y usted los configura de nuevo. Sus archivos y su nombre se conservan.',
	'{confirm} and change my keys': '{confirm} y cambiar mis claves',
	'May somebody else have it?': '¿Podría tenerla otra persona?',
	'Saved.': 'Guardado.',
	'Your address is removed from the portal.': 'Su dirección se ha eliminado del portal.',
	'Sent to {where}': 'Se envía a {where}',
	'Remove the address': 'Quitar la dirección',
	'Another address': 'Otra dirección',
	Save: 'Guardar',
	'Remove your e-mail address?': '¿Quitar su correo electrónico?',
	'The portal forgets it and sends you no e-mail any more.':
		'El portal lo olvida y ya no le envía correos.',
	'Your address is confirmed. E-mail is on.':
		'Su dirección está confirmada. Los avisos por correo están activados.',
	'A new code is on its way. Only the newest one works.':
		'Un código nuevo está en camino. Solo sirve el más reciente.',
	'A code of eight digits is on its way to {where}. It works for half an hour. Look among unwanted mail too.':
		'Un código de ocho dígitos está en camino a {where}. Sirve durante media hora. Mire también en el correo no deseado.',
	Code: 'Código',
	'Send a new code': 'Enviar un código nuevo',
	Confirm: 'Confirmar',
	'Signed out on that device.': 'Sesión cerrada en ese dispositivo.',
	Devices: 'Dispositivos',
	'Signed in {since} · last seen {last}': 'Sesión iniciada: {since} · última actividad: {last}',
	'This one': 'Este',
	'Sign out that device?': '¿Cerrar la sesión en ese dispositivo?',
	'New keys need a passkey. First add one on this device; then sign that device out.':
		'Para cambiar las claves hace falta una clave de acceso. Añada primero una en este dispositivo; después cierre la sesión en el otro.',
	'{name} is signed out at once. A passkey on it can sign in again.':
		'La sesión de {name} se cierra de inmediato. Una clave de acceso que tenga puede volver a iniciarla.',
	'Passkey added.': 'Clave de acceso añadida.',
	'New keys need a passkey that you keep. First add one on a device that you have; then remove this one.':
		'Para cambiar las claves hace falta una clave de acceso que usted conserve. Añada primero una en un dispositivo que tenga; después quite esta.',
	'Passkey removed.': 'Clave de acceso quitada.',
	Passkeys: 'Claves de acceso',
	'Confirm the new passkey': 'Confirmar la clave de acceso nueva',
	'Passkey {number}': 'Clave de acceso {number}',
	'Made {when}': 'Creada: {when}',
	'used {when}': 'usada: {when}',
	'on your other devices too': 'también en sus otros dispositivos',
	'on one device only': 'en un solo dispositivo',
	'Signs in only': 'Solo inicia sesión',
	'Remove passkey {number}': 'Quitar la clave de acceso {number}',
	Remove: 'Quitar',
	'Your last way in cannot be removed: nobody could open your account then. Add another passkey or a recovery code first.':
		'Su última forma de entrar no se puede quitar: después nadie podría abrir su cuenta. Añada antes otra clave de acceso o un código de recuperación.',
	'Remove this passkey?': '¿Quitar esta clave de acceso?',
	'Remove passkey': 'Quitar la clave de acceso',
	'It will no longer sign in here. The device may still list it; you can delete it there as well.':
		'Ya no servirá para iniciar sesión aquí. Puede que el dispositivo todavía la muestre; también puede borrarla allí.',
	Owner: 'Titular',
	Administrator: 'Administrador',
	Preparer: 'Preparador',
	'At once': 'De inmediato',
	'A few minutes after something came; one e-mail for all of it.':
		'Unos minutos después de que llegue algo; un solo correo para todo.',
	Hourly: 'Cada hora',
	'At most one e-mail an hour.': 'Un correo por hora como máximo.',
	Daily: 'A diario',
	'One e-mail a day, if there is something new.': 'Un correo al día, si hay algo nuevo.',
	'Not at all': 'Nunca',
	'Your address is kept for when you want e-mail again.':
		'Su dirección se conserva por si vuelve a querer correos.',
	'Tell me on this device': 'Avisarme en este dispositivo',
	'A notice that says only that something is waiting, a few minutes after it came and at most once an hour. It names nobody and no document.':
		'Un aviso que solo dice que hay algo pendiente, unos minutos después de que llegue y como máximo una vez por hora. No nombra a nadie ni ningún documento.',
	'This portal sends no notices to devices. E-mail is above.':
		'Este portal no envía avisos a dispositivos. El correo está más arriba.',
	'This browser has no such notices. E-mail is above.':
		'Este navegador no tiene esos avisos. El correo está más arriba.',
	'On this device, put the portal on your home screen first: Share, then Add to Home Screen. Open it there and come back to this page.':
		'En este dispositivo, ponga antes el portal en la pantalla de inicio: Compartir y después Añadir a pantalla de inicio. Ábralo ahí y vuelva a esta página.',
	'This browser does not let the portal show notices':
		'Este navegador no permite que el portal muestre avisos',
	'Allow notifications for this site in the browser’s settings, then come back to this page.':
		'Permita las notificaciones de este sitio en los ajustes del navegador y vuelva a esta página.',
	'The browser did not switch notices on': 'El navegador no activó los avisos',
	'Nothing was changed. Allow notifications when the browser asks, or use e-mail instead: some browsers, and private windows, have no notices.':
		'No se ha cambiado nada. Permita las notificaciones cuando el navegador lo pregunte o use el correo: algunos navegadores y las ventanas privadas no tienen avisos.',
	'Notices are off on all your devices.':
		'Los avisos están desactivados en todos sus dispositivos.',
	'Switch off everywhere': 'Desactivar en todos',
	'Notices are off for this device.': 'Los avisos están desactivados en este dispositivo.',
	'Switch off': 'Desactivar',
	'Switch on': 'Activar',
	'Notices are on for this device.': 'Los avisos están activados en este dispositivo.',
	'On {n} other devices too.': {
		one: 'También en {n} dispositivo más.',
		other: 'También en {n} dispositivos más.'
	}
} as const satisfies Catalogue;
