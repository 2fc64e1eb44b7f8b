#include "onednn.h"

#include <pthread.h>
#include <string.h>

#include "include/allocate.h"
#include "include/memory.h"
#include "include/parallel.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t started = PTHREAD_ONCE_INIT;
static dnnl_engine_t engine;
static dnnl_stream_t stream;

void ck_onednn_lock(void) {
  pthread_mutex_lock(&lock);
  ck_apply_threads();
}

void ck_onednn_unlock(void) { pthread_mutex_unlock(&lock); }

static void start(void) {
  if (dnnl_engine_create(&engine, dnnl_cpu, 0) != dnnl_success) return;
  if (dnnl_stream_create(&stream, engine, dnnl_stream_default_flags) != dnnl_success) stream = NULL;
}

dnnl_engine_t ck_onednn_engine(void) {
  pthread_once(&started, start);
  return stream ? engine : NULL;
}

dnnl_stream_t ck_onednn_stream(void) {
  pthread_once(&started, start);
  return stream;
}

ck_status ck_status_of(dnnl_status_t status) {
  switch (status) {
    case dnnl_success: return CK_OK;
    case dnnl_out_of_memory: return CK_OUT_OF_MEMORY;
    case dnnl_unimplemented: return CK_ONEDNN_LACKS;
    default: return CK_ONEDNN_FAILED;
  }
}

// Reorders are cached like other primitives, found by their two descriptors; the latest used stand
// first, and the last one goes when there are too many.
enum { REORDERS = 128 };

typedef struct reorder {
  struct reorder *next;
  ck_descriptor from, to;
  int threads;
  dnnl_primitive_t primitive;
  dnnl_memory_t source, destination;
} reorder;

static reorder *reorders;

static void destroy(reorder *r) {
  dnnl_primitive_destroy(r->primitive);
  dnnl_memory_destroy(r->source);
  dnnl_memory_destroy(r->destination);
  ck_descriptor_free(r->from);
  ck_descriptor_free(r->to);
  ck_release(r, sizeof *r);
}

static reorder *find(ck_descriptor_view from, ck_descriptor_view to, int threads) {
  int count = 0;
  for (reorder **link = &reorders; *link; link = &(*link)->next) {
    reorder *r = *link;
    if (r->threads == threads && dnnl_memory_desc_equal(r->from, from) &&
        dnnl_memory_desc_equal(r->to, to)) {
      *link = r->next;
      r->next = reorders;
      reorders = r;
      return r;
    }
    if (++count == REORDERS) {
      *link = NULL;
      destroy(r);
      break;
    }
  }
  return NULL;
}

static dnnl_status_t make(ck_descriptor_view from, ck_descriptor_view to, int threads,
                          reorder **result) {
  dnnl_engine_t e = ck_onednn_engine();
  if (!e) return dnnl_runtime_error;
  if (!ck_memory_has_room_for_code()) return dnnl_out_of_memory;
  reorder *r = ck_allocate(sizeof *r);
  if (!r) return dnnl_out_of_memory;
  *r = (reorder){.from = ck_descriptor_copy(from), .to = ck_descriptor_copy(to),
                 .threads = threads};
  dnnl_primitive_desc_t pd = NULL;
  dnnl_status_t status = r->from && r->to ? dnnl_success : dnnl_out_of_memory;
  if (status == dnnl_success)
    status = dnnl_reorder_primitive_desc_create(&pd, r->from, e, r->to, e, NULL);
  if (status == dnnl_success) status = dnnl_primitive_create(&r->primitive, pd);
  if (status == dnnl_success)
    status = dnnl_memory_create(&r->source, r->from, e, DNNL_MEMORY_NONE);
  if (status == dnnl_success)
    status = dnnl_memory_create(&r->destination, r->to, e, DNNL_MEMORY_NONE);
  if (pd) dnnl_primitive_desc_destroy(pd);
  if (status != dnnl_success) {
    destroy(r);
    return status;
  }
  r->next = reorders;
  reorders = r;
  *result = r;
  return status;
}

ck_status ck_reorder(ck_descriptor_view from, const void *x, ck_descriptor_view to, void *out) {
  int threads = ck_threads();
  reorder *r = find(from, to, threads);
  dnnl_status_t status = r ? dnnl_success : make(from, to, threads, &r);
  if (status != dnnl_success) return ck_status_of(status);
  dnnl_memory_set_data_handle(r->source, (void *)x);
  dnnl_memory_set_data_handle(r->destination, out);
  dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, r->source}, {DNNL_ARG_TO, r->destination}};
  status = dnnl_primitive_execute(r->primitive, ck_onednn_stream(), 2, arguments);
  return ck_status_of(status);
}
