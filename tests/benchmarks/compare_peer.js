// Reads "tool a.png b.png" from stdin line by line and answers with the milliseconds it took and the count it found.
const fs = require('fs');
const readline = require('readline');

async function main() {
    const {default: pixelmatch} = await import('pixelmatch');
    const {PNG} = require('pngjs');
    const {ODiffServer} = require('odiff-bin');
    const odiff = new ODiffServer();

    const tools = {
        async pixelmatch(a, b) {
            const [one, two] = [a, b].map(path => PNG.sync.read(fs.readFileSync(path)));
            return pixelmatch(one.data, two.data, null, one.width, one.height, {threshold: 0.1});
        },
        async odiff(a, b) {
            const found = await odiff.compare(a, b, `${b}.diff.png`, {threshold: 0.1, antialiasing: true});
            return found.match ? 0 : found.diffCount;
        },
    };
    for await (const line of readline.createInterface({input: process.stdin})) {
        const [tool, a, b] = line.split('\t');
        const begin = process.hrtime.bigint();
        const count = await tools[tool](a, b);
        console.log(JSON.stringify({ms: Number(process.hrtime.bigint() - begin) / 1e6, count}));
    }
    odiff.stop();
}

main();
