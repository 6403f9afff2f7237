// One HTTP request with libcurl, which is loaded when it is first needed: it brings some twenty more libraries with it, five of the
// milliseconds that every start would take.
#ifndef DQAUDIT_CLAZYCURL_H
#define DQAUDIT_CLAZYCURL_H
#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

struct dqaudit_http_request {
    const char *url;
    const char *method;
    // Lines "Name: value", then NULL.
    const char *const *header;
    const char *body;
    size_t body_length;
    // For all of it, from the look-up of the name to the last byte of the answer.
    long timeout_ms;
    // A file of certificates (PEM) to trust instead of the system's; NULL for the system's.
    const char *authorities;
    // Asked about once a second and whenever something arrives; true ends the request.
    bool (*is_cancelled)(void *context);
    void *context;
};

struct dqaudit_http_answer {
    // CURLE_OK when there is an answer; CURLE_FAILED_INIT without libcurl.
    CURLcode code;
    // OpenSSL's result for the certificate (X509_V_…).
    long verification;
    long status;
    // Seconds that the server asks to wait; 0 when it does not.
    long retry_after;
    // Where a redirect would lead, which is not followed; else empty. Cut off where it is longer.
    char location[1024];
    // libcurl's words for a failure.
    char reason[CURL_ERROR_SIZE];
    // Where the beginning of the body goes, which the caller gives, and how much of it came.
    char *body;
    size_t body_capacity, body_length;
};

// Loads the library if that was not done before; false when it is not installed.
bool dqaudit_has_curl(void);

// Sends a request and waits for its answer. Any thread; everything in the request has to stay until it returns.
void dqaudit_http(const struct dqaudit_http_request *request, struct dqaudit_http_answer *answer);
#endif
