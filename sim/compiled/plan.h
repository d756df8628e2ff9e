/* A scenario as numbers: what sim/compiled/packing.py packs, in the order in which it packs it.

   Letters: K issues, L levels, A actors (0 and 1 are sides a and b), C cards, E events, H hands, T types. */

#ifndef PARLEY_PLAN_H
#define PARLEY_PLAN_H

#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lanes.h"
#include "names.h"

/* Streams of luck that every scenario has; those of actors, events, cards and hands come after these. Shocks are given. */
#define STREAMS(S)                                                                                                   \
    S(decision) S(winner) S(collapse) S(renewal) S(violation) S(mediator_acts) S(proposal) S(answer0) S(answer1)     \
    S(withdrawal) S(type0) S(type1)

#define NUMBER_(name) at_##name,
#define DEED_(name) does_##name,
#define STREAM_(name) by_##name,
enum { NUMBERS(NUMBER_) N_NUMBERS };
enum { DEEDS(DEED_) N_DEEDS };
enum { STREAMS(STREAM_) N_STREAMS };

enum { SUM, PRODUCT, LEAST };
enum { IDLE, ANNOUNCED, IN_FORCE, SPENT };
enum { ACCEPT, CONDITIONAL, REJECT, SILENT = -1 };
enum { PLAY, ANNOUNCE };
enum { MILITARY_END, COLLAPSED, FULL_CEASEFIRE, PARTIAL_CEASEFIRE, TALKS_ENDED, YES_BUT, REJECTED };

/* Something that terms do, put together from what the levels of some issues do: number at table[e] + level. */
typedef struct {
    int how, entries;
    const int *issue;
    int *table;
} Attribute;

/* An attribute that the levels of an issue change, by a table of their numbers. */
typedef struct {
    int attribute, table, issue, adds;
} Touch;

/* Levels of two issues that may never be combined: flags by level. */
typedef struct {
    int one, other;
    const int *these, *those;
} Ban;

typedef struct {
    int holder, target, withdraws, gesture, announces, repeatable, while_fighting, flows, lift_class, lifted_by_yes;
    int status;
    int erosion, phase, stream, war_cost, deal_value, blame, eases_blame, blowback, inflow, attrition, capacity;
    int consent; /* places of its numbers */
} Card;

typedef struct {
    int card, way;
} Option;

/* Cards of a holder that it weighs together: those that press a side for an answer, or (side -1) those of war. */
typedef struct {
    int holder, side, options, first; /* first: place of its options among those of all hands */
    const Option *option;
} Hand;

typedef struct {
    int week, once, target, new_leader, cards;
    const int *card; /* pairs of card and status */
    int hazard, inflow, attrition, capacity, war_cost, blame;
} Event;

/* An array of `rows` numbers a future: the same for all futures where width is 1. */
typedef struct {
    const double *data;
    int64_t rows, width;
} Numbers;

typedef struct {
    int K, A, C, E, H, P, pen, ranks, bans, lifting, moves, packages_at, places, widest, options;
    int T[2], types, red_parts[2], only[2]; /* types: of the side that has more, in whole lanes */
    int alternating, conditional, threat_returns, withdrawal, rounds, all_texts, weeks;
    const int *levels, *status_quo, *opening, *victory[2], *packages, *resolve_only;
    int attributes, first_worth, first_red[2], first_lifting;
    Attribute *attribute;
    Touch *touch; /* what the levels of issue k change: from first_touch[k] to first_touch[k + 1] */
    int *first_touch;
    Touch *part[3]; /* of all sums, products, least ones: what each issue adds to each */
    int parts[3];
    double *neutral; /* of every attribute, before any issue adds to it */
    int *move_issue, *move_step;
    int64_t *stride, texts;
    Ban *ban;
    Card *card;
    Hand *hand;
    Event *event;
    int holders, *holder, asked, asks[3]; /* who weighs today's text; who weighs all of a menu */
    int capacity, inflow, cost, ground, halt, blame, multiplier[2], red_factor[2], weight[2], resolve, share, length;
    int renewal; /* places of numbers */
    int numbers;
} Plan;

/* Memory that is taken piece by piece and given back all at once; where there is none left, `run` answers so. */
typedef struct Piece {
    struct Piece *before;
    double start[7]; /* keeps what follows at a multiple of 64 bytes */
} Piece;

typedef struct {
    Piece *last;
    jmp_buf none_left;
} Arena;

static void *take(Arena *arena, size_t count, size_t size) {
    Piece *piece = calloc(1, sizeof(Piece) + count * size);
    if (!piece) longjmp(arena->none_left, 1);
    piece->before = arena->last;
    arena->last = piece;
    return piece + 1;
}

static void give_back(Arena *arena) {
    while (arena->last) {
        Piece *before = arena->last->before;
        free(arena->last);
        arena->last = before;
    }
}

#define TAKE(arena, type, count) ((type *)take(arena, (size_t)(count), sizeof(type)))

static const int *ints_of(const int **from, int count) {
    const int *here = *from;
    *from += count;
    return here;
}

static int places_of(int *numbers, int count) {
    int here = *numbers;
    *numbers += count;
    return here;
}

static Attribute attribute_of(const Plan *plan, Arena *arena, const int **from, int *numbers) {
    Attribute made;
    made.how = *(*from)++;
    made.entries = *(*from)++;
    made.issue = ints_of(from, made.entries);
    made.table = TAKE(arena, int, made.entries);
    for (int e = 0; e < made.entries; e++) made.table[e] = places_of(numbers, plan->levels[made.issue[e]]);
    return made;
}

static void plan_terms(Plan *plan, Arena *arena, const int **from, int *numbers) {
    plan->attribute = TAKE(arena, Attribute, plan->attributes);
    for (int a = 0; a < plan->attributes; a++) plan->attribute[a] = attribute_of(plan, arena, from, numbers);
    plan->neutral = TAKE(arena, double, plan->attributes);
    for (int how = SUM; how <= LEAST; how++) plan->part[how] = TAKE(arena, Touch, plan->K * plan->attributes);
    for (int a = 0; a < plan->attributes; a++) {
        const Attribute *attribute = plan->attribute + a;
        plan->neutral[a] = attribute->how == SUM ? 0 : attribute->how == PRODUCT ? 1 : INFINITY;
        for (int e = 0; e < attribute->entries; e++) {
            Touch part = {a, attribute->table[e], attribute->issue[e], attribute->how == SUM};
            plan->part[attribute->how][plan->parts[attribute->how]++] = part;
        }
    }
    plan->touch = TAKE(arena, Touch, plan->K * plan->attributes);
    plan->first_touch = TAKE(arena, int, plan->K + 1);
    for (int k = 0, i = 0; k < plan->K; k++) {
        for (int a = 0; a < plan->attributes; a++) {
            const Attribute *attribute = plan->attribute + a;
            int actor = a - plan->first_worth;
            if (actor > 1 && actor < plan->A && actor != plan->pen) continue; /* weighs no whole menu */
            for (int e = 0; e < attribute->entries; e++) {
                Touch touch = {a, attribute->table[e], k, attribute->how == SUM};
                if (attribute->issue[e] == k) plan->touch[i++] = touch;
            }
        }
        plan->first_touch[k + 1] = i;
    }
    plan->move_issue = TAKE(arena, int, 2 * plan->K);
    plan->move_step = TAKE(arena, int, 2 * plan->K);
    plan->stride = TAKE(arena, int64_t, plan->K);
    plan->texts = 1;
    for (int k = plan->K - 1; k >= 0; k--) {
        plan->stride[k] = plan->texts;
        plan->texts *= plan->levels[k];
    }
    for (int k = 0; k < plan->K; k++)
        for (int step = plan->levels[k] == 2 ? 1 : -1; step <= 1; step += 2) {
            plan->move_issue[plan->moves] = k;
            plan->move_step[plan->moves++] = step;
        }
    plan->packages_at = padded(1 + plan->moves); /* places of the menu: today's text, moves; packages, others */
    plan->places = plan->packages_at + plan->P + 3;
    if (plan->all_texts) plan->packages_at = plan->places = 1 + (int)plan->texts; /* or every text */
    plan->widest = padded(plan->places);
    plan->ban = TAKE(arena, Ban, plan->bans);
    for (int b = 0; b < plan->bans; b++) {
        Ban *ban = plan->ban + b;
        ban->one = *(*from)++;
        ban->other = *(*from)++;
        ban->these = ints_of(from, plan->levels[ban->one]);
        ban->those = ints_of(from, plan->levels[ban->other]);
    }
}

static void plan_cards(Plan *plan, Arena *arena, const int **from, int *numbers) {
    int C = plan->C;
    plan->card = TAKE(arena, Card, C);
    for (int c = 0; c < C; c++) {
        memcpy(plan->card + c, *from, 11 * sizeof(int));
        *from += 11;
    }
    int first = places_of(numbers, 15 * C);
    for (int c = 0; c < C; c++) {
        int *place = &plan->card[c].erosion;
        for (int i = 0; i < 8; i++) place[i] = first + i * C + c;
        for (int i = 0; i < 3; i++) place[8 + i] = first + (8 + 2 * i) * C + 2 * c;
        plan->card[c].consent = first + 14 * C + c;
    }
    plan->hand = TAKE(arena, Hand, plan->H);
    for (int h = 0; h < plan->H; h++) {
        Hand *hand = plan->hand + h;
        hand->holder = *(*from)++;
        hand->side = *(*from)++;
        hand->options = *(*from)++;
        hand->first = plan->options;
        plan->options += hand->options;
        hand->option = (const Option *)ints_of(from, 2 * hand->options);
    }
}

static void plan_events(Plan *plan, Arena *arena, const int **from, int *numbers) {
    plan->event = TAKE(arena, Event, plan->E);
    for (int e = 0; e < plan->E; e++) {
        Event *event = plan->event + e;
        memcpy(event, *from, 5 * sizeof(int));
        *from += 5;
        event->card = ints_of(from, 2 * event->cards);
        event->hazard = places_of(numbers, 1);
        event->inflow = places_of(numbers, 2);
        event->attrition = places_of(numbers, 2);
        event->capacity = places_of(numbers, 2);
        event->war_cost = places_of(numbers, 1);
        event->blame = places_of(numbers, 1);
    }
}

/* Read what was packed. */
static void make_plan(Plan *plan, Arena *arena, const int *from) {
    const int *sizes = ints_of(&from, 24);
    int numbers = N_NUMBERS;
    memset(plan, 0, sizeof *plan);
    plan->K = sizes[0], plan->A = sizes[1], plan->C = sizes[2], plan->E = sizes[3], plan->H = sizes[4];
    plan->P = sizes[5], plan->pen = sizes[6], plan->ranks = sizes[7], plan->bans = sizes[8], plan->lifting = sizes[9];
    plan->T[0] = sizes[10], plan->T[1] = sizes[11], plan->red_parts[0] = sizes[12], plan->red_parts[1] = sizes[13];
    plan->only[0] = sizes[14], plan->only[1] = sizes[15], plan->alternating = sizes[16];
    plan->conditional = sizes[17], plan->threat_returns = sizes[18], plan->withdrawal = sizes[19];
    plan->rounds = sizes[20], plan->all_texts = sizes[21], plan->weeks = sizes[22], plan->holders = sizes[23];
    plan->types = padded(plan->T[0] > plan->T[1] ? plan->T[0] : plan->T[1]);
    plan->levels = ints_of(&from, plan->K);
    plan->status_quo = ints_of(&from, plan->K);
    plan->opening = ints_of(&from, plan->K);
    plan->victory[0] = ints_of(&from, plan->K);
    plan->victory[1] = ints_of(&from, plan->K);
    plan->packages = ints_of(&from, plan->P * plan->K);
    plan->resolve_only = ints_of(&from, plan->A);
    plan->holder = (int *)ints_of(&from, plan->holders);
    plan->asked = plan->pen >= 0 ? 3 : 2;
    plan->asks[1] = 1, plan->asks[2] = plan->pen;
    plan->capacity = places_of(&numbers, 2);
    plan->inflow = places_of(&numbers, 2);
    plan->cost = places_of(&numbers, plan->A);
    plan->ground = places_of(&numbers, plan->A);
    plan->halt = places_of(&numbers, 2);
    plan->blame = places_of(&numbers, 2);
    for (int i = 0; i < 2; i++) plan->multiplier[i] = places_of(&numbers, plan->T[i]);
    for (int i = 0; i < 2; i++) plan->red_factor[i] = places_of(&numbers, plan->T[i]);
    for (int i = 0; i < 2; i++) plan->weight[i] = places_of(&numbers, plan->T[i]);
    plan->resolve = places_of(&numbers, 2 * plan->A);
    plan->share = places_of(&numbers, plan->A);
    plan->length = places_of(&numbers, plan->ranks);
    plan->renewal = places_of(&numbers, plan->ranks);
    plan->first_worth = N_DEEDS;
    plan->first_red[0] = plan->first_worth + plan->A;
    plan->first_red[1] = plan->first_red[0] + plan->red_parts[0];
    plan->first_lifting = plan->first_red[1] + plan->red_parts[1];
    plan->attributes = plan->first_lifting + plan->lifting;
    plan_terms(plan, arena, &from, &numbers);
    plan_cards(plan, arena, &from, &numbers);
    plan_events(plan, arena, &from, &numbers);
    plan->numbers = numbers;
}

#endif
