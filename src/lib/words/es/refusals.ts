import type { Catalogue } from '../say.ts';

/** Why something was refused, and what to do. */
export const refusals = {
	'There is no connection to the portal. Check the network and try again.':
		'No hay conexión con el portal. Revise la red e inténtelo de nuevo.',
	'The portal has not answered for a minute. Check the network and try again; what arrived before is kept.':
		'El portal no ha respondido en un minuto. Revise la red e inténtelo de nuevo; lo que ya había llegado se conserva.',
	'The portal gave an answer this page does not understand. Reload and try again.':
		'El portal dio una respuesta que esta página no entiende. Recargue la página e inténtelo de nuevo.',
	'The portal is locked. Unlock it with your passkey to continue.':
		'El portal está bloqueado. Desbloquéelo con su clave de acceso para continuar.',
	'This link is not complete. Copy the whole link from the message and try again.':
		'Este enlace está incompleto. Copie el enlace entero del mensaje e inténtelo de nuevo.',
	'This link no longer matches the firm’s records. Ask for a new one.':
		'Este enlace ya no coincide con los registros del despacho. Pida uno nuevo.',
	'You can open this vault already. The link was not used.':
		'Usted ya puede abrir este espacio. El enlace no se ha usado.',
	'The firm took you out of this vault, so your passkey does not open it again. Join as somebody else, with a new passkey, if the firm invited you back.':
		'El despacho le retiró de este espacio, así que su clave de acceso no vuelve a abrirlo. Si el despacho le ha invitado de nuevo, únase como otra persona, con una clave de acceso nueva.',
	'These are not 24 valid recovery words. Check each word against your copy.':
		'Estas no son 24 palabras de recuperación válidas. Compare cada palabra con su copia.',
	'Make your recovery words first.': 'Cree primero sus palabras de recuperación.',
	'These words do not open this account. Check them and try again.':
		'Estas palabras no abren esta cuenta. Revíselas e inténtelo de nuevo.',
	'This passkey can sign in but not unlock documents. Use your recovery words, or another passkey.':
		'Esta clave de acceso puede iniciar sesión, pero no abrir documentos. Use sus palabras de recuperación u otra clave de acceso.',
	'Save a recovery code first: this passkey alone cannot unlock your documents.':
		'Guarde antes un código de recuperación: esta clave de acceso por sí sola no puede abrir sus documentos.',
	'An administrator of the firm has to give you access first.':
		'Antes, un administrador del despacho tiene que darle acceso.',
	'Somebody changed this vault’s key without giving you the new one. People & keys and History show who; ask them.':
		'Alguien cambió la clave de este espacio sin darle la nueva. En Personas y claves y en Historial se ve quién; pregúntele.',
	'Please enter a name.': 'Escriba un nombre.',
	'That name is too long. Use at most 255 bytes, about 200 letters.':
		'Ese nombre es demasiado largo. Use como máximo 255 bytes, unas 200 letras.',
	'Names cannot contain line breaks or invisible control characters.':
		'Los nombres no pueden contener saltos de línea ni caracteres de control invisibles.',
	'A file’s name cannot contain a slash or a backslash, or begin with a full stop.':
		'El nombre de un archivo no puede contener barras ni empezar por un punto.',
	'There is nothing to send yet. Write something, or attach a file.':
		'Todavía no hay nada que enviar. Escriba algo o adjunte un archivo.',
	'This is too long to send: a message can have up to 20,000 characters. Shorten it, or send it as a file.':
		'Es demasiado largo para enviarlo: un mensaje puede tener hasta 20.000 caracteres. Acórtelo o envíelo como archivo.',
	'Your saved replies are too long altogether. Remove one first.':
		'Sus respuestas guardadas son demasiado largas en conjunto. Quite una antes.',
	'Your saved replies could not be opened, so none is shown and nothing was changed. Messages are not affected.':
		'Sus respuestas guardadas no se pudieron abrir: no se muestra ninguna y no se cambió nada. Los mensajes no se ven afectados.',
	'Another device changed this at the same moment. Please try again.':
		'Otro dispositivo cambió esto al mismo tiempo. Inténtelo de nuevo.',
	'This message is not there any more.': 'Este mensaje ya no está.',
	'A message can have up to 20 files. Leave some out, or send two messages.':
		'Un mensaje puede tener hasta 20 archivos. Deje algunos fuera o envíe dos mensajes.',
	'You have 100 saved replies, the most there can be. Remove one first.':
		'Tiene 100 respuestas guardadas, el máximo posible. Quite una antes.',
	'This does not look like an e-mail address. It needs a name, an @ and a domain, such as maria@example.com.':
		'Esto no parece una dirección de correo. Necesita un nombre, una @ y un dominio, como maria@example.com.',
	'A code has eight digits. Look at the newest e-mail from the portal.':
		'Un código tiene ocho dígitos. Mire el correo más reciente del portal.',
	'This file is empty, so there is nothing to send. Check it and choose it again.':
		'Este archivo está vacío, así que no hay nada que enviar. Revíselo y elíjalo de nuevo.',
	'This file changed while it was being read. Choose it again to send the new version.':
		'Este archivo cambió mientras se leía. Elíjalo de nuevo para enviar la versión nueva.',
	'This file could not be read. It may have been moved or deleted.':
		'No se pudo leer este archivo. Puede que se haya movido o eliminado.',
	'Choose this file again to go on. What was sent of it is kept.':
		'Elija este archivo de nuevo para continuar. Lo que ya se envió de él se conserva.',
	'This is not the file that was being sent. Choose that one, or cancel and add this one as a new file.':
		'Este no es el archivo que se estaba enviando. Elija aquel, o cancele y añada este como archivo nuevo.',
	'This browser could not note what was sent, perhaps because its disk is full. Make room and go on.':
		'Este navegador no pudo anotar lo enviado, quizá porque su disco está lleno. Libere espacio y continúe.',
	'One of these pages could not be put into the document. Remove it, or take it again.':
		'Una de estas páginas no se pudo incluir en el documento. Quítela o tómela de nuevo.',
	'This file is larger than the portal accepts.':
		'Este archivo es más grande de lo que admite el portal.',
	'This file is no longer here.': 'Este archivo ya no está aquí.',
	'This browser can only save files of up to 64 MB from the portal. Open the portal in a current Chrome, Edge, Firefox or Safari, outside a private window, to save this one.':
		'Este navegador solo puede guardar del portal archivos de hasta 64 MB. Para guardar este, abra el portal en una versión actual de Chrome, Edge, Firefox o Safari, fuera de una ventana privada.',
	'That is more than 65,535 files, too many for one archive. Save one folder at a time.':
		'Son más de 65.535 archivos, demasiados para un solo zip. Guarde una carpeta cada vez.',
	'Somebody changed these files at this moment, so nothing was saved. Try again.':
		'Alguien cambió estos archivos en este momento, así que no se ha guardado nada. Inténtelo de nuevo.',
	'There is not enough space on this computer, so the file was not saved. Make room, or choose another disk, and try again.':
		'No hay espacio suficiente en este equipo, así que el archivo no se ha guardado. Libere espacio o elija otro disco e inténtelo de nuevo.',
	'The browser could not finish saving this file, perhaps because the disk is full, and what it wrote is not complete. Make room, or choose another folder, and try again.':
		'El navegador no pudo terminar de guardar este archivo, quizá porque el disco está lleno, y lo que escribió está incompleto. Libere espacio o elija otra carpeta e inténtelo de nuevo.',
	'The browser ended this download before it was complete: somebody cancelled it there, or the disk is full. Make room if it is, then download it again.':
		'El navegador terminó esta descarga antes de que estuviera completa: alguien la canceló allí o el disco está lleno. Si es eso, libere espacio y descárguelo de nuevo.',
	'The portal was locked before this download was complete, so nothing of it was kept. Download it again.':
		'El portal se bloqueó antes de que esta descarga estuviera completa, así que no se ha conservado nada. Descárguelo de nuevo.',
	'Your keys changed before this download was complete, so nothing of it was kept. Download it again.':
		'Sus claves cambiaron antes de que esta descarga estuviera completa, así que no se ha conservado nada. Descárguelo de nuevo.',
	'This folder still has files in it. Move or remove them first.':
		'En esta carpeta todavía hay archivos. Muévalos o elimínelos antes.',
	'Somebody removed this folder meanwhile. Choose another one.':
		'Alguien eliminó esta carpeta entretanto. Elija otra.',
	'That is more than 50 folders at once. Make fewer.':
		'Son más de 50 carpetas a la vez. Cree menos.',
	'Please write a tag, such as “W-2” or “to sign”.':
		'Escriba una etiqueta, como «W-2» o «por firmar».',
	'That tag is too long. Use at most 40 letters.':
		'Esa etiqueta es demasiado larga. Use como máximo 40 letras.',
	'A file can have up to 20 tags. Take one off first.':
		'Un archivo puede tener hasta 20 etiquetas. Quite una antes.',
	'This version is no longer here.': 'Esta versión ya no está aquí.',
	'Somebody put another version in place meanwhile, so nothing was changed. Look at it, then decide.':
		'Alguien puso otra versión como actual entretanto, así que no se ha cambiado nada. Véala y después decida.',
	'You may not change this.': 'Usted no puede cambiar esto.',
	'That text is too long. Use at most 1,000 bytes, about 900 letters.':
		'Ese texto es demasiado largo. Use como máximo 1.000 bytes, unas 900 letras.',
	'Say in a few words what is wrong, so that the client can put it right.':
		'Diga en pocas palabras qué falla, para que el cliente pueda corregirlo.',
	'Give every document on the list a title, or remove the line.':
		'Ponga un título a cada documento de la lista o quite la línea.',
	'Put at least one document on the list.': 'Incluya al menos un documento en la lista.',
	'A checklist holds at most 500 documents. Make a second one for the rest.':
		'Una lista admite como máximo 500 documentos. Haga otra para el resto.',
	'This is not a day of the calendar. Check the date.':
		'Ese día no existe en el calendario. Revise la fecha.',
	'Please enter the year in four digits.': 'Escriba el año con cuatro cifras.',
	'This request was removed meanwhile. Nothing of yours was changed.':
		'Esta solicitud se eliminó entretanto. No se ha cambiado nada suyo.',
	'Somebody changed this checklist while you did. Nothing was overwritten: open it again and make your change there.':
		'Alguien cambió esta lista al mismo tiempo que usted. No se ha sobrescrito nada: ábrala de nuevo y haga ahí su cambio.',
	'This was accepted by somebody else meanwhile. Your decision was not recorded.':
		'Otra persona aceptó esto entretanto. Su decisión no se ha registrado.',
	'This was sent back to the client by somebody else meanwhile. Your decision was not recorded.':
		'Otra persona devolvió esto al cliente entretanto. Su decisión no se ha registrado.',
	'Somebody said meanwhile that this does not apply. Your decision was not recorded.':
		'Alguien indicó entretanto que esto no corresponde. Su decisión no se ha registrado.',
	'The documents for this request changed meanwhile, so nothing was decided. Look again, then decide.':
		'Los documentos de esta solicitud cambiaron entretanto, así que no se ha decidido nada. Mírelos de nuevo y decida.',
	'Choose at least one person who is to approve.': 'Elija al menos una persona que deba aprobar.',
	'Write what is to be approved, in a sentence or two.':
		'Escriba en una o dos frases qué se debe aprobar.',
	'Please write a short reason, so that the firm knows what to change.':
		'Escriba un motivo breve, para que el despacho sepa qué cambiar.',
	'That text is too long. Use at most 2,000 characters in 40 lines.':
		'Ese texto es demasiado largo. Use como máximo 2.000 caracteres en 40 líneas.',
	'Only PDFs and pictures can be approved here, because people must be able to read them on this page.':
		'Aquí solo se pueden aprobar PDF e imágenes, porque las personas deben poder leerlos en esta página.',
	'This document is too large to be approved here. At most 64 MB can be.':
		'Este documento es demasiado grande para aprobarlo aquí. El máximo son 64 MB.',
	'Read the document here first; then you can approve it.':
		'Lea primero el documento aquí; después podrá aprobarlo.',
	'You were not asked to approve this.': 'No se le ha pedido que apruebe esto.',
	'Somebody else approves this first. It waits for you here as soon as it is your turn.':
		'Otra persona lo aprueba antes. Le esperará aquí en cuanto sea su turno.',
	'You have approved this already.': 'Usted ya ha aprobado esto.',
	'Everybody has approved this already, so it cannot be changed any more.':
		'Todos lo han aprobado ya, así que no se puede cambiar.',
	'This answer is there already, so another one is not needed.':
		'Esta respuesta ya está, así que no hace falta otra.',
	'This is the document that was to be signed. Choose the scan of the paper that was signed by hand.':
		'Este es el documento que había que firmar. Elija la copia escaneada del papel firmado a mano.',
	'A scan must be a PDF or a picture, so that the firm can look at it here.':
		'La copia escaneada debe ser un PDF o una imagen, para que el despacho pueda mirarla aquí.',
	'This scan is too large. At most 64 MB can be added as a scan.':
		'Esta copia escaneada es demasiado grande. Se admiten como máximo 64 MB.',
	'This scan was just removed or replaced, so nothing was decided. Add the signed paper again.':
		'Esta copia escaneada se acaba de eliminar o reemplazar, así que no se decidió nada. Añada de nuevo el papel firmado.',
	'Somebody has decided on this scan already, or another answer came meanwhile. What is there now is shown.':
		'Alguien ya decidió sobre esta copia escaneada, o entretanto llegó otra respuesta. Se muestra lo que hay ahora.',
	'Look at the scan here first; then you can accept it.':
		'Mire aquí primero la copia escaneada; después podrá aceptarla.',
	'What opened here is not the file that was added as the scan. Do not accept it, and ask whoever added it.':
		'Lo que se abrió aquí no es el archivo que se añadió como copia escaneada. No la acepte y pregunte a quien la añadió.',
	'Please write a short reason, so that the client knows what to do.':
		'Escriba un motivo breve, para que el cliente sepa qué hacer.',
	'This is the scan of a signed paper that was accepted as an answer, so it stays here.':
		'Esta es la copia escaneada de un papel firmado que se aceptó como respuesta, así que se queda aquí.',
	'This was declined, so it cannot be approved any more. The firm can ask again with a new version.':
		'Esto se rechazó, así que ya no se puede aprobar. El despacho puede pedirlo de nuevo con una versión nueva.',
	'The firm has just withdrawn this request, so nothing was approved. A new version will be waiting here.':
		'El despacho acaba de retirar esta solicitud, así que no se ha aprobado nada. Aquí le esperará una versión nueva.',
	'This document was just removed or replaced, so nothing was approved. The firm can ask again with the new version.':
		'Este documento se acaba de eliminar o sustituir, así que no se ha aprobado nada. El despacho puede pedirlo de nuevo con la versión nueva.',
	'What opened here is not the document that the firm asked about. Do not approve it, and tell the firm by phone.':
		'Lo que se abrió aquí no es el documento por el que preguntó el despacho. No lo apruebe y avise al despacho por teléfono.',
	'This request was made for another address of the portal. Open the portal at the address the firm uses.':
		'Esta solicitud se hizo para otra dirección del portal. Abra el portal en la dirección que usa el despacho.',
	'You have no passkey here, and a recovery code cannot approve. Add a passkey under Your account, then come back.':
		'Aquí no tiene ninguna clave de acceso y un código de recuperación no puede aprobar. Añada una clave de acceso en Mi cuenta y vuelva.',
	'What the passkey signed could not be verified, so nothing was approved. Try again, or use another passkey.':
		'Lo que firmó la clave de acceso no se pudo verificar, así que no se ha aprobado nada. Inténtelo de nuevo o use otra clave de acceso.',
	'Somebody has approved this document, so it stays here. Replace it with the new version: the approved one is kept.':
		'Alguien ha aprobado este documento, así que se queda aquí. Sustitúyalo por la versión nueva: la aprobada se conserva.',
	'A new version of this document came at this moment, so nothing was asked. Look at it, then ask again.':
		'En este momento llegó una versión nueva de este documento, así que no se ha pedido nada. Véala y pídalo de nuevo.',
	'There is a certificate once everybody has approved.':
		'Habrá un certificado cuando todos hayan aprobado.',
	'The letters in which this certificate has to be written did not arrive as they should, so none was made. Check the network and try again; if this stays, tell the firm.':
		'Las letras con las que hay que escribir este certificado no llegaron como debían, así que no se creó ninguno. Revise la red e inténtelo de nuevo; si continúa, avise al despacho.',
	'The vault’s key changed meanwhile. Sending again with the new key.':
		'La clave del espacio cambió entretanto. Se envía de nuevo con la clave nueva.',
	'The browser stopped a part of this page while it worked, perhaps for lack of memory. Try again.':
		'El navegador detuvo una parte de esta página mientras trabajaba, quizá por falta de memoria. Inténtelo de nuevo.',
	'The portal put something into these records that nobody was allowed to write. It was left out. Please tell the firm by phone.':
		'El portal puso en estos registros algo que nadie tenía permiso para escribir. Se ha dejado fuera. Avise al despacho por teléfono.',
	'The portal sent records that do not fit together. Nothing was opened or sent. Please tell the firm by phone before going on.':
		'El portal envió registros que no encajan entre sí. No se ha abierto ni enviado nada. Avise al despacho por teléfono antes de continuar.',
	'The portal sent older records than this device has already seen. Nothing was opened or sent. Please tell the firm by phone before going on.':
		'El portal envió registros más antiguos que los que este dispositivo ya ha visto. No se ha abierto ni enviado nada. Avise al despacho por teléfono antes de continuar.',
	'The portal showed you and somebody else different records of the firm. Nothing was opened or sent. Please tell the firm by phone before going on.':
		'El portal le mostró a usted y a otra persona registros distintos del despacho. No se ha abierto ni enviado nada. Avise al despacho por teléfono antes de continuar.',
	'The portal sent another firm’s records. Nothing was opened or sent. Please tell the firm by phone before going on.':
		'El portal envió los registros de otro despacho. No se ha abierto ni enviado nada. Avise al despacho por teléfono antes de continuar.',
	'This invitation does not match the firm’s signed records. Nothing was opened or sent. Please tell the firm by phone before going on.':
		'Esta invitación no coincide con los registros firmados del despacho. No se ha abierto ni enviado nada. Avise al despacho por teléfono antes de continuar.',
	'What the portal sent for this link is not what the firm made it for. Nothing was sent. Please tell the firm by phone before going on.':
		'Lo que el portal envió para este enlace no es aquello para lo que el despacho lo creó. No se ha enviado nada. Avise al despacho por teléfono antes de continuar.',
	'Everything on this list has been sent by now, so there is nothing to ask for. Choose another list, or none.':
		'Ya se ha enviado todo lo de esta lista, así que no queda nada que pedir. Elija otra lista, o ninguna.',
	'This list is too long for one link. Make shorter lists of it, and a link for each.':
		'Esta lista es demasiado larga para un solo enlace. Divídala en listas más cortas y cree un enlace para cada una.',
	'That is more than this link takes. Choose fewer files, or ask the firm for another link.':
		'Es más de lo que admite este enlace. Elija menos archivos o pida al despacho otro enlace.',
	'A colleague has accepted or discarded this file already.':
		'Un colega ya ha aceptado o descartado este archivo.',
	'This file is no longer waiting here.': 'Este archivo ya no está pendiente aquí.',
	'That text is too long. Use at most 500 letters.':
		'Ese texto es demasiado largo. Use como máximo 500 letras.',
	'Your change does not fit the records of this vault. Reload and try again.':
		'Su cambio no encaja con los registros de este espacio. Recargue la página e inténtelo de nuevo.',
	'The portal sent account data that does not open with your key. Nothing was opened or sent. Please tell the firm by phone before going on.':
		'El portal envió datos de cuenta que no se abren con su clave. No se ha abierto ni enviado nada. Avise al despacho por teléfono antes de continuar.',
	'This file does not match its signed description, so it was not opened. Nothing was opened or sent. Please tell the firm by phone before going on.':
		'Este archivo no coincide con su descripción firmada, así que no se ha abierto. No se ha abierto ni enviado nada. Avise al despacho por teléfono antes de continuar.',
	'Something unexpected happened on this page. Reload and try again.':
		'Ocurrió algo inesperado en esta página. Recárguela e inténtelo de nuevo.',
	'The request was not understood. Reload the page and try again.':
		'No se entendió la petición. Recargue la página e inténtelo de nuevo.',
	'This request came from another web site and was refused.':
		'Esta petición vino de otro sitio web y se ha rechazado.',
	'The request had the wrong content type.': 'La petición tenía un tipo de contenido incorrecto.',
	'You are signed out. Sign in with your passkey to continue.':
		'Su sesión está cerrada. Iníciela con su clave de acceso para continuar.',
	'There is nothing here, or you have no access to it.':
		'Aquí no hay nada o usted no tiene acceso.',
	'That is larger than this portal accepts.': 'Es más grande de lo que admite este portal.',
	'Too many attempts. Wait a minute and try again.':
		'Demasiados intentos. Espere un minuto e inténtelo de nuevo.',
	'The portal has run out of space. Nothing was lost; please tell the firm.':
		'El portal se ha quedado sin espacio. No se ha perdido nada; avise al despacho.',
	'The firm’s space on this portal is used up. Nothing of this file was sent; please tell the firm.':
		'El espacio del despacho en este portal está agotado. No se ha enviado nada de este archivo; avise al despacho.',
	'Your space on this portal does not hold this file. Remove files you no longer need, or ask the firm.':
		'Este archivo no cabe en su espacio de este portal. Elimine archivos que ya no necesite o consulte al despacho.',
	'You have too many unfinished uploads. This file goes on when others are finished or cancelled.':
		'Tiene demasiados envíos sin terminar. Este archivo continúa cuando otros terminen o se cancelen.',
	'You are sending too much at once. This part is sent again in a moment.':
		'Está enviando demasiado a la vez. Esta parte se envía de nuevo en un momento.',
	'Nothing arrived for a minute. Check the network; what arrived before is kept.':
		'No llegó nada durante un minuto. Revise la red; lo que ya había llegado se conserva.',
	'Something went wrong on the portal. Try again in a moment.':
		'Algo falló en el portal. Inténtelo de nuevo en un momento.',
	'This set-up link was already used or is not the current one.':
		'Este enlace de configuración ya se usó o no es el actual.',
	'The passkey request took too long. Please try again.':
		'La petición de la clave de acceso tardó demasiado. Inténtelo de nuevo.',
	'The passkey could not be verified. Please try again.':
		'No se pudo verificar la clave de acceso. Inténtelo de nuevo.',
	'This passkey is not known here. Was it made for another portal?':
		'Aquí no se conoce esta clave de acceso. ¿Se creó para otro portal?',
	'This passkey is already in use.': 'Esta clave de acceso ya está en uso.',
	'This is your last way in. Add another passkey or a recovery code first.':
		'Esta es su última forma de entrar. Añada antes otra clave de acceso o un código de recuperación.',
	'No account belongs to these words on this portal.':
		'Ninguna cuenta de este portal corresponde a estas palabras.',
	'These words did not match. Check them and try again.':
		'Estas palabras no coinciden. Revíselas e inténtelo de nuevo.',
	'Staff need a passkey that can unlock documents, and this one can only sign in. Use another device or a security key.':
		'El personal necesita una clave de acceso que pueda abrir documentos, y esta solo puede iniciar sesión. Use otro dispositivo o una llave de seguridad.',
	'Save your recovery code first: staff need two ways in.':
		'Guarde antes su código de recuperación: el personal necesita dos formas de entrar.',
	'This link has already been used. Ask for a new one.':
		'Este enlace ya se ha usado. Pida uno nuevo.',
	'This link has expired. Ask for a new one.': 'Este enlace ha caducado. Pida uno nuevo.',
	'This link was withdrawn. Ask for a new one.': 'Este enlace se retiró. Pida uno nuevo.',
	'This link has expired. Ask the firm for a new one.':
		'Este enlace ha caducado. Pida uno nuevo al despacho.',
	'The firm has withdrawn this link, so nothing more can be sent by it. Ask the firm for a new one.':
		'El despacho ha retirado este enlace, así que ya no se puede enviar nada con él. Pida uno nuevo al despacho.',
	'The firm has changed its keys, and this link is still for the old ones, so nothing more can be sent by it. Ask the firm for a new one.':
		'El despacho ha cambiado sus claves y este enlace es todavía para las anteriores, así que ya no se puede enviar nada con él. Pida uno nuevo al despacho.',
	'This link was used as often as the firm allowed. Ask the firm for a new one.':
		'Este enlace se ha usado tantas veces como permitió el despacho. Pida uno nuevo al despacho.',
	'That is more than this link still takes. Send less, or ask the firm for another link.':
		'Es más de lo que este enlace admite todavía. Envíe menos o pida otro enlace al despacho.',
	'Your access to this portal has ended. If that is a mistake, call the firm.':
		'Su acceso a este portal ha terminado. Si es un error, llame al despacho.',
	'These are not the words of a recovery kit of this portal.':
		'Estas no son las palabras de un kit de recuperación de este portal.',
	'The firm’s records changed at the same moment. Trying again.':
		'Los registros del despacho cambiaron en el mismo momento. Se intenta de nuevo.',
	'This vault needs a new key before anything is written. Trying again.':
		'Este espacio necesita una clave nueva antes de escribir nada. Se intenta de nuevo.',
	'Somebody else wrote at the same moment. Trying again.':
		'Otra persona escribió en el mismo momento. Se intenta de nuevo.',
	'The portal refused this change.': 'El portal rechazó este cambio.',
	'The clock of this device is more than a day ahead. Put its date and time right, then try again.':
		'El reloj de este dispositivo va más de un día adelantado. Corrija la fecha y la hora e inténtelo de nuevo.',
	'Another device changed this at the same moment. Trying again.':
		'Otro dispositivo cambió esto en el mismo momento. Se intenta de nuevo.',
	'Another version of this part was already received.':
		'Ya se había recibido otra versión de esta parte.',
	'A part of the file arrived damaged. Trying again.':
		'Una parte del archivo llegó dañada. Se intenta de nuevo.',
	'The file has not arrived completely yet.': 'El archivo todavía no ha llegado completo.',
	'This portal sends no e-mail yet. Whoever runs it can set that up.':
		'Este portal todavía no envía correos. Quien lo administra puede configurarlo.',
	'The e-mail could not be sent just now. Try again in a few minutes; the firm sees that there is a problem.':
		'El correo no se pudo enviar en este momento. Inténtelo de nuevo en unos minutos; el despacho ve que hay un problema.',
	'The mail server does not take mail for this address. Check it for mistakes and try again.':
		'El servidor de correo no admite mensajes para esta dirección. Compruebe que esté bien escrita e inténtelo de nuevo.',
	'That is not the code. Look at the newest e-mail from the portal and type its eight digits.':
		'Ese no es el código. Mire el correo más reciente del portal y escriba sus ocho dígitos.',
	'This code does not work any more. Ask for a new one.':
		'Este código ya no sirve. Pida uno nuevo.',
	'No more codes are sent today. Try again tomorrow.':
		'Hoy ya no se envían más códigos. Inténtelo de nuevo mañana.',
	'No more test mails are sent today. Try again tomorrow.':
		'Hoy ya no se envían más correos de prueba. Inténtelo de nuevo mañana.',
	'Confirm your own e-mail address in My account first.':
		'Confirme antes su propia dirección de correo en Mi cuenta.',
	'This client was reminded less than three days ago. Give them a little time, or call.':
		'A este cliente se le envió un recordatorio hace menos de tres días. Déle algo de tiempo o llámele.',
	'They were reminded less than a day ago. Give them a little time, or call.':
		'Se envió un recordatorio a esta persona hace menos de un día. Déle algo de tiempo o llámela.',
	'The limit for reminders is reached for now. Call them, or try again in some days.':
		'Por ahora se ha alcanzado el límite de recordatorios. Llame a la persona o inténtelo de nuevo dentro de unos días.',
	'That part of the file does not exist.': 'Esa parte del archivo no existe.',
	'This browser cannot use passkeys. Open the same address in an up-to-date Safari, Chrome, Edge or Firefox.':
		'Este navegador no puede usar claves de acceso. Abra la misma dirección en una versión actual de Safari, Chrome, Edge o Firefox.',
	'Passkeys work only over a secure connection. Check that the address begins with https:// and try again.':
		'Las claves de acceso solo funcionan con una conexión segura. Compruebe que la dirección empiece por https:// e inténtelo de nuevo.',
	'Passkeys do not work at this address. Open the portal by its name, such as portal.example or localhost, not by a number.':
		'Las claves de acceso no funcionan en esta dirección. Abra el portal por su nombre, como portal.example o localhost, no por un número.',
	'No passkey was used: the request was closed or took too long. Nothing has changed. Please try again.':
		'No se usó ninguna clave de acceso: la petición se cerró o tardó demasiado. No ha cambiado nada. Inténtelo de nuevo.',
	'This device already has a passkey for this. Use that one to sign in.':
		'Este dispositivo ya tiene una clave de acceso para esto. Úsela para iniciar sesión.',
	'This device cannot keep a passkey. Set up a screen lock (face, fingerprint or PIN), or use another device or a security key.':
		'Este dispositivo no puede guardar una clave de acceso. Configure un bloqueo de pantalla (rostro, huella dactilar o PIN), o use otro dispositivo o una llave de seguridad.',
	'This passkey gave two different answers, so it cannot protect your files. Please try again, or use another device.':
		'Esta clave de acceso dio dos respuestas distintas, así que no puede proteger sus archivos. Inténtelo de nuevo o use otro dispositivo.',
	'That is the passkey you are giving up. Please use one that you keep.':
		'Esa es la clave de acceso a la que renuncia. Use una que conserve.',
	'The passkey did not work. Please try again.':
		'La clave de acceso no ha funcionado. Inténtelo de nuevo.',
	'One of these files is not a photo that this browser can open. Choose photos, or add the file as it is with “Choose files”.':
		'Uno de estos archivos no es una foto que este navegador pueda abrir. Elija fotos, o añada el archivo tal como está con «Elegir archivos».',
	'One of these photos has more than 100 megapixels, too many to work with here. Take it with a lower resolution.':
		'Una de estas fotos tiene más de 100 megapíxeles, demasiados para trabajar con ella aquí. Tómela con menos resolución.',
	'A scan has at most 60 pages. Send these first, then scan the others as a second document.':
		'Un escaneo tiene como máximo 60 páginas. Envíe estas primero y escanee las demás como un segundo documento.',
	'The browser could not finish this page, perhaps for lack of memory. Close other apps or tabs and try again.':
		'El navegador no pudo terminar esta página, quizá por falta de memoria. Cierre otras aplicaciones o pestañas e inténtelo de nuevo.',
	'These files are empty, so there is nothing to send. They were left out.':
		'Estos archivos están vacíos, así que no hay nada que enviar. Se dejaron fuera.',
	'These files changed while they were being read. Choose them again to send the new versions.':
		'Estos archivos cambiaron mientras se leían. Elíjalos de nuevo para enviar las versiones nuevas.',
	'These files could not be read. They may have been moved or deleted.':
		'No se pudieron leer estos archivos. Puede que se hayan movido o eliminado.',
	'Choose these files again to go on. What was sent of them is kept.':
		'Elija estos archivos de nuevo para continuar. Lo que ya se envió de ellos se conserva.',
	'These files are larger than the portal accepts.':
		'Estos archivos son más grandes de lo que admite el portal.',
	'Something went wrong on this page. Reload it and try again.':
		'Algo falló en esta página. Recárguela e inténtelo de nuevo.',
	'Name at least one stage.': 'Ponga nombre al menos a una etapa.',
	'A list holds at most 12 stages. Leave some out.':
		'Una lista admite como máximo 12 etapas. Deje algunas fuera.',
	'Give every stage a name, or remove the line.': 'Ponga nombre a cada etapa o quite la línea.',
	'That stage’s name is too long. Use at most 60 letters.':
		'El nombre de esa etapa es demasiado largo. Use como máximo 60 letras.',
	'The firm has a template of this name already. Choose another name, or change that one.':
		'El despacho ya tiene una plantilla con este nombre. Elija otro nombre o cambie esa plantilla.',
	'A colleague changed this template while you did. Nothing was overwritten: save yours under another name, or look at theirs first.':
		'Un colega cambió esta plantilla mientras usted lo hacía. No se sobrescribió nada: guarde la suya con otro nombre o mire antes la de su colega.',
	'A colleague removed this template meanwhile. You can save what you have as a new one.':
		'Un colega eliminó esta plantilla mientras tanto. Puede guardar lo que tiene como plantilla nueva.',
	'Only whoever made this template, and administrators, can change or remove it. You can save what you have under another name.':
		'Solo quien creó esta plantilla y los administradores pueden cambiarla o eliminarla. Puede guardar lo que tiene con otro nombre.',
	'These documents and their hints are too long for one template. Shorten the hints, or make two.':
		'Estos documentos y sus indicaciones son demasiado largos para una sola plantilla. Acorte las indicaciones o cree dos.',
	'The firm can keep 100 templates. Remove one that nobody uses.':
		'El despacho puede guardar 100 plantillas. Elimine una que nadie use.',
	'Two stages have the same name. Change one of them.':
		'Dos etapas tienen el mismo nombre. Cambie una de ellas.',
	'The firm’s stages were changed meanwhile, so nothing was set. Choose from the new list.':
		'Las etapas del despacho cambiaron entretanto, así que no se ha fijado nada. Elija de la lista nueva.',
	'This year has no stage any more, so there was nothing to take away.':
		'Este año ya no tiene etapa, así que no había nada que quitar.',
	'Stages are for tax years of the last 15 years, or the next one. Check the year.':
		'Las etapas son para los ejercicios de los últimos 15 años o el siguiente. Revise el año.',
	'That welcome is too long. Use at most 2,000 characters.':
		'Esa bienvenida es demasiado larga. Use como máximo 2.000 caracteres.',
	'The firm’s initials could not be read on that colour. Choose one of those shown.':
		'Las iniciales del despacho no se podrían leer sobre ese color. Elija uno de los que se muestran.',
	'A mark holds one to three letters. Use fewer.':
		'Una marca tiene de una a tres letras. Use menos.',
	'Nobody here can be reached by e-mail or on a device through the portal. Call them, or write from your own mail.':
		'Aquí no se puede avisar a nadie por correo ni en un dispositivo a través del portal. Llame, o escriba desde su propio correo.',
	'Whoever reads that mailbox wanted no reminders of this invitation. Call the person, or make a new link.':
		'Quien lee ese buzón no quiso recordatorios de esta invitación. Llame a la persona o cree un enlace nuevo.',
	'This portal sends no notices to devices.': 'Este portal no envía avisos a dispositivos.',
	'The portal cannot reach the notice service of this browser. Use e-mail instead, or another browser.':
		'El portal no puede acceder al servicio de avisos de este navegador. Use el correo u otro navegador.',
	'There are too many lists with reminders here. Remove old lists first.':
		'Aquí hay demasiadas listas con recordatorios. Elimine antes las antiguas.'
} as const satisfies Catalogue;
