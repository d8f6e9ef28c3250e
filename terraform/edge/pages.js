// A page's address becomes the one page: /runs/17 is shown by index.html, whose script reads the address. A file that
// lies beside it (/sw.js, /icon.svg) stays what it is. Runs in front of the pages' bucket alone, so that an answer of the
// API is never turned into a page.
var FILE = /^\/[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.(html|js|svg|png|ico|txt|webmanifest)$/

function handler(event) {
  var request = event.request
  if (!FILE.test(request.uri)) request.uri = '/index.html'
  return request
}
