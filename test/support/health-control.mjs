// A plain server that answers /health, in a process of its own: what it takes is what this machine takes at the moment.
import { createServer } from 'node:http';

process.on('disconnect', () => process.exit());
const server = createServer((_request, response) => response.end('{"status":"ok"}'));
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
