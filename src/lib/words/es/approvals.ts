import type { Catalogue } from '../say.ts';

/** Approvals: what is asked, read, given and declined. */
export const approvals = {
	'Who was asked': 'A quién se pidió',
	'Reading {name}': 'Leyendo {name}',
	'This document cannot be shown here, so it cannot be approved here. Please tell the firm.':
		'Este documento no se puede mostrar aquí, así que no se puede aprobar aquí. Avise al despacho.',
	'You approved': 'Usted aprobó',
	'Others first': 'Antes, otras personas',
	'Waiting for you': 'Pendiente de usted',
	Approvals: 'Aprobaciones',
	'Declined by {who} {when}': 'Rechazado por {who}: {when}',
	'Withdrawn by {who} {when}': 'Retirado por {who}: {when}',
	'{who} asks you to read and approve this, by {when}':
		'{who} le pide que lea y apruebe esto. Fecha límite: {when}',
	'{who} asks you to read and approve this': '{who} le pide que lea y apruebe esto',
	'Read and approve {name}': 'Leer y aprobar {name}',
	'Read and approve': 'Leer y aprobar',
	'Approved. The firm sees it now, and the certificate is on your page.':
		'Aprobado. El despacho ya lo ve y el certificado está en su página.',
	'Declined. The firm sees your reason.': 'Rechazado. El despacho ve su motivo.',
	Decline: 'Rechazar',
	'What should be changed?': '¿Qué habría que cambiar?',
	'The firm reads this. It is encrypted and stays in the history.':
		'El despacho lee esto. Se cifra y queda en el historial.',
	'Decline and send': 'Rechazar y enviar',
	Back: 'Atrás',
	'What you approve': 'Lo que usted aprueba',
	'Asked by {who} {when} · please by {due}': 'Solicitado por {who}: {when} · fecha límite: {due}',
	'Asked by {who} {when}': 'Solicitado por {who}: {when}',
	'Approve with passkey': 'Aprobar con clave de acceso',
	'You sign this very document and these words, as they are now. It cannot be taken back. Use the passkey that you sign in with; if it is on another device, your browser offers that.':
		'Usted firma este mismo documento y estas palabras, tal como están ahora. No se puede deshacer. Use la clave de acceso con la que inicia sesión; si está en otro dispositivo, su navegador se lo ofrece.',
	'Read the document first. You can approve it as soon as it is shown.':
		'Lea primero el documento. Podrá aprobarlo en cuanto se muestre.',
	'Save the certificate of {name}': 'Guardar el certificado de {name}',
	Certificate: 'Certificado',
	Waiting: 'Pendiente',
	Declined: 'Rechazado',
	Withdrawn: 'Retirado',
	'New version came': 'Llegó una versión nueva',
	'Document removed': 'Documento eliminado',
	'has not answered yet': 'aún no ha respondido',
	'comes after the others': 'va después de las demás',
	approved: 'aprobó',
	declined: 'rechazó',
	'did not answer': 'no respondió',
	'have not answered yet': 'aún no ha respondido',
	'Signed on paper': 'Firmado en papel',
	'Signed paper to check': 'Papel firmado por revisar',
	'Approved, in part on paper': 'Aprobado, en parte en papel',
	'signed on paper; the firm has not looked at the scan yet':
		'firmó en papel; el despacho aún no ha mirado la copia escaneada',
	'signed on paper; the scan was sent back': 'firmó en papel; la copia escaneada se devolvió',
	'signed on paper; the scan was accepted': 'firmó en papel; la copia escaneada se aceptó',
	'{scan}, added by {who} {when}': '{scan}, añadida por {who}: {when}',
	'accepted by {who}': 'aceptada por {who}',
	'sent back by {who}': 'devuelta por {who}',
	'Sign on paper instead': 'Firmar en papel',
	'Sign {name} on paper': 'Firmar {name} en papel',
	'Save the document and print it.': 'Guarde el documento e imprímalo.',
	'Save the document': 'Guardar el documento',
	'Read it, and sign it by hand where it asks for your signature.':
		'Léalo y fírmelo a mano donde pide su firma.',
	'Photograph or scan all of its pages, and add them here.':
		'Fotografíe o escanee todas sus páginas y añádalas aquí.',
	'Choose the scan': 'Elegir la copia escaneada',
	'Choose another': 'Elegir otra',
	'The firm looks at the scan and accepts it, or tells you what is missing. A scan is not a digital signature, and the certificate says so. Keep the paper.':
		'El despacho mira la copia escaneada y la acepta, o le dice qué falta. Una copia escaneada no es una firma digital, y el certificado lo indica. Conserve el papel.',
	'Send the signed paper': 'Enviar el papel firmado',
	'On its way. Once it has arrived, the firm looks at your signed paper and tells you here.':
		'En camino. Cuando haya llegado, el despacho mira su papel firmado y le avisa aquí.',
	'The firm checks your paper': 'El despacho revisa su papel',
	'You signed on paper': 'Usted firmó en papel',
	'{who} sent your signed paper back': '{who} le devolvió el papel firmado',
	'Send the signed paper again: {name}': 'Enviar de nuevo el papel firmado: {name}'
} as const satisfies Catalogue;
