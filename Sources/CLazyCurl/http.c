#define _GNU_SOURCE
#include "CLazyCurl.h"
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>

#ifdef __APPLE__
#define LIBRARY "libcurl.4.dylib"
#else
#define LIBRARY "libcurl.so.4"
#endif

// The functions of the library, under the types that its header gives them.
static struct {
    __typeof__(&curl_global_init) global_init;
    __typeof__(&curl_easy_init) init;
    // Its header puts macros that check types in front of these two.
    CURLcode (*setopt)(CURL *, CURLoption, ...);
    CURLcode (*getinfo)(CURL *, CURLINFO, ...);
    __typeof__(&curl_easy_perform) perform;
    __typeof__(&curl_easy_cleanup) cleanup;
    __typeof__(&curl_easy_strerror) message;
    __typeof__(&curl_slist_append) append;
    __typeof__(&curl_slist_free_all) free_list;
} curl;
static bool is_loaded;

static void load(void) {
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    // dlsym's void pointers are functions here, which POSIX allows.
    *(void **)&curl.global_init = dlsym(library, "curl_global_init");
    *(void **)&curl.init = dlsym(library, "curl_easy_init");
    *(void **)&curl.setopt = dlsym(library, "curl_easy_setopt");
    *(void **)&curl.getinfo = dlsym(library, "curl_easy_getinfo");
    *(void **)&curl.perform = dlsym(library, "curl_easy_perform");
    *(void **)&curl.cleanup = dlsym(library, "curl_easy_cleanup");
    *(void **)&curl.message = dlsym(library, "curl_easy_strerror");
    *(void **)&curl.append = dlsym(library, "curl_slist_append");
    *(void **)&curl.free_list = dlsym(library, "curl_slist_free_all");
    is_loaded = curl.global_init && curl.init && curl.setopt && curl.getinfo && curl.perform && curl.cleanup &&
                curl.message && curl.append && curl.free_list && curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

bool dqaudit_has_curl(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return is_loaded;
}

// No server needs more words than this to say what is wrong; the rest is read and thrown away.
static size_t keep(char *bytes, size_t size, size_t count, void *context) {
    struct dqaudit_http_answer *answer = context;
    size_t length = size * count, room = answer->body_capacity - answer->body_length;
    size_t kept = length < room ? length : room;
    memcpy(answer->body + answer->body_length, bytes, kept);
    answer->body_length += kept;
    return length;
}

static int progress(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
    (void)a, (void)b, (void)c, (void)d;
    const struct dqaudit_http_request *request = context;
    return request->is_cancelled(request->context);
}

void dqaudit_http(const struct dqaudit_http_request *request, struct dqaudit_http_answer *answer) {
    *answer = (struct dqaudit_http_answer){
        .code = CURLE_FAILED_INIT, .body = answer->body, .body_capacity = answer->body_capacity};
    CURL *handle = dqaudit_has_curl() ? curl.init() : NULL;
    if (!handle) return;
    struct curl_slist *header = NULL;
    for (const char *const *line = request->header; *line; line++) {
        struct curl_slist *longer = curl.append(header, *line);
        if (!longer) {
            answer->code = CURLE_OUT_OF_MEMORY;
            goto end;
        }
        header = longer;
    }
    curl.setopt(handle, CURLOPT_URL, request->url);
    curl.setopt(handle, CURLOPT_POSTFIELDS, request->body);
    curl.setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_length);
    curl.setopt(handle, CURLOPT_CUSTOMREQUEST, request->method);
    curl.setopt(handle, CURLOPT_HTTPHEADER, header);
    curl.setopt(handle, CURLOPT_TIMEOUT_MS, request->timeout_ms);
    if (request->authorities) curl.setopt(handle, CURLOPT_CAINFO, request->authorities);
    // A redirect would carry the credentials to wherever an answer points.
    curl.setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    // The process has threads and signal handlers of its own.
    curl.setopt(handle, CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
    // A look-up of the name that nobody answers is left to its thread: the time of the request is over.
    curl.setopt(handle, CURLOPT_QUICK_EXIT, 1L);
#endif
    curl.setopt(handle, CURLOPT_WRITEFUNCTION, keep);
    curl.setopt(handle, CURLOPT_WRITEDATA, answer);
    curl.setopt(handle, CURLOPT_XFERINFOFUNCTION, progress);
    curl.setopt(handle, CURLOPT_XFERINFODATA, request);
    curl.setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl.setopt(handle, CURLOPT_ERRORBUFFER, answer->reason);

    // TLS may write to a connection that is closed. A signal that is blocked stays with this thread, which ends soon.
    sigset_t pipe, before;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, &before);
    answer->code = curl.perform(handle);
    pthread_sigmask(SIG_SETMASK, &before, NULL);

    char *location = NULL;
    curl_off_t wait = 0;
    curl.getinfo(handle, CURLINFO_RESPONSE_CODE, &answer->status);
    curl.getinfo(handle, CURLINFO_SSL_VERIFYRESULT, &answer->verification);
    if (curl.getinfo(handle, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0) answer->retry_after = (long)wait;
    if (curl.getinfo(handle, CURLINFO_REDIRECT_URL, &location) == CURLE_OK && location)
        strncpy(answer->location, location, sizeof answer->location - 1);
    if (answer->code != CURLE_OK && !answer->reason[0])
        strncpy(answer->reason, curl.message(answer->code), sizeof answer->reason - 1);
end:
    curl.free_list(header);
    curl.cleanup(handle);
}
