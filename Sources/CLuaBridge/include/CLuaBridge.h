// The only door between Swift and Lua.
//
// Lua reports errors by long jumps, and Swift frames may not be jumped over. Two rules follow:
//  - Swift is called from Lua only through the trampoline in call.c: the Swift side returns a count
//    or BRIDGE_RAISE, and C raises after every Swift frame has returned;
//  - whatever can raise when Swift calls Lua runs under lua_pcall inside this library and returns a
//    status. Functions that return nothing, or a plain value, cannot raise.
#pragma once
#include <stdbool.h>
#include <stddef.h>

#pragma clang assume_nonnull begin

typedef struct lua_State lua_State;

/// What the host side of the bridge answers.
typedef struct {
  /// Runs an entry; arguments are on the stack. Returns how many results it left on top, or one of
  /// the BRIDGE_RAISE codes with the error on top.
  int (*call)(lua_State *state, void *entry);
  /// Gives up an entry or an object that Lua held.
  void (*release)(void *held);
  /// How many bytes the process may still take in pieces of a size; it may not call Lua.
  long long (*_Nullable left)(long piece);
} bridge_upcalls;

enum {
  /// Raise the message on top, with the caller's source and line before it.
  BRIDGE_RAISE_MESSAGE = -1,
  /// Raise the value on top as it is.
  BRIDGE_RAISE_VALUE = -2,
  /// Raise the interrupt.
  BRIDGE_RAISE_INTERRUPT = -3,
};

/// The kinds of Lua values, under Lua's own numbers.
enum {
  BRIDGE_NIL = 0,
  BRIDGE_BOOLEAN = 1,
  BRIDGE_NUMBER = 3,
  BRIDGE_STRING = 4,
  BRIDGE_TABLE = 5,
  BRIDGE_FUNCTION = 6,
  BRIDGE_USERDATA = 7,
};

// state.c: life, interrupt, memory

/// A new state with the standard libraries; NULL when there is no memory. `flag` is read by the
/// interrupt hook, set when Ctrl-C ended a command that Lua ran, and must outlive the state.
lua_State *_Nullable bridge_open(bridge_upcalls upcalls, int *flag);
void bridge_close(lua_State *state);
/// Sets and reads an interrupt flag, from any thread.
void bridge_flag_set(int *flag, int value);
int bridge_flag(const int *flag);
/// A full collection. Finalizers run.
int bridge_collect(lua_State *state);
/// Bytes in use by Lua itself.
size_t bridge_memory(lua_State *state);
/// The most that Lua itself may use: beyond it, and where the process may take no more, Lua collects
/// garbage and then raises its memory error. What is in use already stays.
size_t bridge_memory_limit(lua_State *state);
void bridge_set_memory_limit(lua_State *state, size_t bytes);

// stack.c: what cannot raise

int bridge_top(lua_State *state);
void bridge_set_top(lua_State *state, int top);
/// Makes room for `count` more values; false when there is none.
bool bridge_reserve(lua_State *state, int count);
void bridge_copy(lua_State *state, int index);
void bridge_remove(lua_State *state, int index);
int bridge_type(lua_State *state, int index);
bool bridge_boolean(lua_State *state, int index);
bool bridge_is_integer(lua_State *state, int index);
long long bridge_integer(lua_State *state, int index);
double bridge_number(lua_State *state, int index);
/// The bytes of a value of type BRIDGE_STRING; valid while the value is on the stack.
const char *_Nullable bridge_string(lua_State *state, int index, size_t *count);
const void *_Nullable bridge_identity(lua_State *state, int index);
/// The host object inside a userdata that this bridge made, else NULL.
void *_Nullable bridge_object(lua_State *state, int index);
/// Whether the value is a userdata of this bridge, its object given up or not.
bool bridge_is_object(lua_State *state, int index);
/// Takes the host object out of its userdata; the caller owns it.
void *_Nullable bridge_take_object(lua_State *state, int index);
/// The host entry behind a function that this bridge made, else NULL.
void *_Nullable bridge_entry(lua_State *state, int index);
/// Pushes the userdata that was made for `identity` and returns true, or pushes nothing.
bool bridge_push_known(lua_State *state, const void *identity);
bool bridge_is_interrupt(lua_State *state, int index);
void bridge_push_nil(lua_State *state);
void bridge_push_boolean(lua_State *state, bool value);
void bridge_push_integer(lua_State *state, long long value);
void bridge_push_number(lua_State *state, double value);
void bridge_push_globals(lua_State *state);
void bridge_push_reference(lua_State *state, int reference);
void bridge_unreference(lua_State *state, int reference);
/// Pushes the metatable and returns true, or pushes nothing.
bool bridge_push_metatable(lua_State *state, int index);
/// Pushes the value under the integer `key`; no metamethods.
void bridge_raw_get_index(lua_State *state, int table, long long key);
/// Replaces the key on top by its value; no metamethods.
void bridge_raw_get(lua_State *state, int table);
/// Stores the top under `key` in a table made with room for it.
void bridge_raw_fill(lua_State *state, int table, long long key);
/// Replaces the key on top by the next key and value, or pops it and returns false.
bool bridge_next(lua_State *state, int table);
size_t bridge_raw_length(lua_State *state, int index);

// protected.c: what can raise; 0 on success, else a message on top

int bridge_push_string(lua_State *state, const char *_Nullable bytes, size_t count);
int bridge_push_table(lua_State *state, int list, int record);
/// table[key] = value with both on top (popped); no metamethods.
int bridge_raw_set(lua_State *state, int table);
int bridge_set_metatable(lua_State *state, int index);
/// Replaces the key on top by its value, with metamethods.
int bridge_get(lua_State *state, int table);
/// table[key] = value with both on top (popped), with metamethods.
int bridge_set(lua_State *state, int table);
/// Pops the top into the registry; the reference goes to `reference`.
int bridge_reference(lua_State *state, int *reference);
/// Pushes what Lua's tostring gives for the value at `index`.
int bridge_push_text(lua_State *state, int index);
/// Wraps `object` in a userdata whose metatable is on top (popped). On failure the object is not held.
/// Where `identity` is not NULL, bridge_push_known finds the userdata again for as long as it lives.
int bridge_push_object(lua_State *state, void *object, const void *_Nullable identity);
/// Pushes a function that calls `entry`. On failure the entry is not held.
int bridge_push_function(lua_State *state, void *entry);
/// Wraps the function on top: a first look into the table under it, then the call.
/// Both are replaced by the result, which serves as an __index of objects.
int bridge_push_lookup(lua_State *state);
/// Marks the table on top as a metatable of host objects, with finalizer and <close>.
int bridge_mark_metatable(lua_State *state);
/// Compiles text, never byte code, to a function on top.
int bridge_load(lua_State *state, const char *bytes, size_t count, const char *chunk);

// call.c

/// Calls the function below `arguments` values. 0: the results lie where the function was. Else three
/// values lie there: the error, its traceback (frames of Lua code, a line each), its text or nil.
int bridge_call(lua_State *state, int arguments);

#pragma clang assume_nonnull end
