/* The table as everybody reads it in a week: texts, what they are worth, cards, and what each answer would bring.
   The same as in sim/menu.py, sim/hands.py, sim/forecast.py and sim/reading.py, for one future.

   Letters: T types, M texts (row 0 is the text on the table), F cards that bear on the war. The pairs [resolute,
   irresolute] and [after a yes-but, after a no] are axes of length 2. */

#ifndef PARLEY_TABLE_H
#define PARLEY_TABLE_H

#include "future.h"

/* Everything that the phases of a week decide by. Arrays (M), those by type (T, widest). */
typedef struct {
    int texts, *number;             /* place among all that could be on the menu of what stands in each row of it */
    int16_t *today, *other_text[3]; /* as they were when the menu was made: conditions of both sides, lapsed terms */
    int64_t *code;
    double *base[2], *slope[2], *red[2], *mediator, *peace; /* over going on; red lines that a text crosses */
    double *full, *partial;
    double *gain[2], *against[2], *signs[2], *accepts[2], *spare, *yes, *proposal;
    int *best[2]; /* by type: the condition that is best, what it is worth, and what the next best is worth */
    double *first[2], *second[2], *others, *rest_of; /* and the weights that they give to other answers than a yes */
    double adoption[2], expected[2][2], yes_relief[2], expected_gain;
    int64_t condition_code[2];
    Facts menu; /* of all that could be on it, each in its place: today's text, moves, packages, others; or all texts */
    unsigned char *on; /* which of them are */
    int64_t *codes;
    Affine *worth; /* (1 + F, text or terms in force, actor) */
    double peace_now;
    double *capacity[2], *inflow[2], *truce_inflow[2], *losses[2]; /* (1 + F) as things stand, and with a card played */
    int flow, *played; /* how many cards bear on the war now; row of `worth` with each of them played, else 0 */
    unsigned char *available;
    int types;                  /* of the side that has more, in whole lanes */
    double *chance, *made_good; /* of each option, of each card once it is announced: (options or C, LANES) */
    double *loss, *brings, *push, *signing[2], signs_now[2], *holder_gain; /* push: (C, types) */
    int *bound; /* rows of the text that a side has stated as its condition */
} Table;

static void lay_table(const Plan *plan, Arena *arena, Table *table) {
    int M = padded(plan->widest);
    table->number = TAKE(arena, int, M);
    table->code = TAKE(arena, int64_t, M);
    table->today = TAKE(arena, int16_t, plan->K);
    for (int other = 0; other < 3; other++) table->other_text[other] = TAKE(arena, int16_t, plan->K);
    for (int i = 0; i < 2; i++) {
        int T = plan->T[i];
        table->base[i] = TAKE(arena, double, M), table->slope[i] = TAKE(arena, double, M);
        table->red[i] = TAKE(arena, double, M);
        table->gain[i] = TAKE(arena, double, T *M), table->against[i] = TAKE(arena, double, T *M);
        table->signs[i] = TAKE(arena, double, M), table->accepts[i] = TAKE(arena, double, M);
        table->best[i] = TAKE(arena, int, T);
        table->first[i] = TAKE(arena, double, padded(T)), table->second[i] = TAKE(arena, double, padded(T));
        table->signing[i] = TAKE(arena, double, padded(T));
    }
    table->mediator = TAKE(arena, double, M), table->peace = TAKE(arena, double, M);
    table->full = TAKE(arena, double, M), table->partial = TAKE(arena, double, M);
    table->spare = TAKE(arena, double, M), table->yes = TAKE(arena, double, M);
    table->proposal = TAKE(arena, double, M);
    table->menu = room_for_facts(plan, arena, M);
    table->on = TAKE(arena, unsigned char, M);
    table->codes = TAKE(arena, int64_t, M);
    table->worth = TAKE(arena, Affine, padded(1 + plan->C) * 2 * plan->A);
    for (int s = 0; s < 2; s++) {
        table->capacity[s] = TAKE(arena, double, padded(1 + plan->C));
        table->inflow[s] = TAKE(arena, double, padded(1 + plan->C));
        table->truce_inflow[s] = TAKE(arena, double, padded(1 + plan->C));
        table->losses[s] = TAKE(arena, double, padded(1 + plan->C));
    }
    table->played = TAKE(arena, int, plan->C);
    table->available = TAKE(arena, unsigned char, plan->C);
    table->types = padded(plan->T[0] > plan->T[1] ? plan->T[0] : plan->T[1]);
    table->others = TAKE(arena, double, table->types), table->rest_of = TAKE(arena, double, table->types);
    table->chance = TAKE(arena, double, plan->options *LANES);
    table->made_good = TAKE(arena, double, plan->C *LANES);
    table->loss = TAKE(arena, double, plan->C), table->brings = TAKE(arena, double, plan->C);
    table->push = TAKE(arena, double, plan->C * table->types);
    table->holder_gain = TAKE(arena, double, plan->A);
    table->bound = TAKE(arena, int, M);
}

/* What the pen's pledge adds to a text. */
static inline double pledge(const Future *f, double full, double partial) {
    const double *n = f->n;
    double first = n[at_pledge], second = n[at_pledge] * n[at_partial_share];
    return full * (f->signed_full ? first * n[at_repeat_share] : first) +
           partial * (f->signed_partial ? second * n[at_repeat_share] : second);
}

/* --- the menu ------------------------------------------------------------------------------------------------ */

static int64_t code_of(const Plan *plan, const int16_t *text) {
    int64_t code = 0;
    for (int k = 0; k < plan->K; k++) code += plan->stride[k] * text[k];
    return code;
}

/* Whether a text joins levels that may never be combined. */
static int forbidden(const Plan *plan, const int16_t *text) {
    for (int b = 0; b < plan->bans; b++)
        if (plan->ban[b].these[text[plan->ban[b].one]] && plan->ban[b].those[text[plan->ban[b].other]]) return 1;
    return 0;
}

static void package_text(const Plan *plan, int p, int16_t *text) {
    for (int k = 0; k < plan->K; k++) text[k] = (int16_t)plan->packages[p * plan->K + k];
}

/* Text at a place of the menu. */
static void text_at(const Plan *plan, const Table *table, int place, int16_t *text) {
    int package = place - plan->packages_at, other = package - plan->P;
    memcpy(text, table->today, plan->K * sizeof *text);
    if (place == 0) return;
    if (plan->all_texts) {
        for (int k = 0; k < plan->K; k++) text[k] = (int16_t)((place - 1) / plan->stride[k] % plan->levels[k]);
    } else if (package < 0) {
        int k = plan->move_issue[place - 1], step = plan->move_step[place - 1];
        text[k] = (int16_t)(plan->levels[k] == 2 ? 1 - text[k] : text[k] + step);
    } else if (other < 0) {
        package_text(plan, package, text);
    } else {
        memcpy(text, table->other_text[other], plan->K * sizeof *text);
    }
}

/* Text that stands in a row of the menu. */
static void text_of(const Plan *plan, const Table *table, int row, int16_t *text) {
    text_at(plan, table, table->number[row], text);
}

/* Facts of what is always at the same place: packages, or all texts. */
static void enter_what_stays(const Plan *plan, const double *n, Table *table, int16_t *text) {
    int first = plan->all_texts ? 1 : plan->packages_at, count = plan->all_texts ? (int)plan->texts : plan->P;
    for (int place = first; place < first + count; place++) {
        text_at(plan, table, place, text);
        enter(plan, n, text, &table->menu, place, place + 1);
        table->codes[place] = code_of(plan, text);
    }
}

/* One level up or down from today's text. */
static void enter_moves(const Plan *plan, Future *f, Table *table, int64_t in_force) {
    int16_t *text = f->room;
    memcpy(text, f->text, plan->K * sizeof *text);
    enter(plan, f->n, text, &table->menu, 0, plan->packages_at);
    for (int place = 1; place <= plan->moves; place++) {
        int k = plan->move_issue[place - 1], before = text[k];
        int after = plan->levels[k] == 2 ? 1 - before : before + plan->move_step[place - 1];
        table->on[place] = 0;
        if (after < 0 || after >= plan->levels[k]) continue;
        int64_t code = table->codes[place] = table->codes[0] + plan->stride[k] * (after - before);
        text[k] = (int16_t)after;
        table->on[place] = code != in_force && !forbidden(plan, text);
        if (table->on[place]) enter_step(plan, f->n, text, k, before, &table->menu, place);
        text[k] = (int16_t)before;
    }
}

/* Packages, and what somebody has asked for: conditions that stand, lapsed terms. */
static void enter_others(const Plan *plan, Future *f, Table *table, int64_t in_force) {
    int16_t *text = f->room;
    int first = plan->packages_at, end = first + plan->P + 3;
    for (int place = first; place < end; place++) {
        int other = place - first - plan->P, steps = 0, twice = 0;
        table->on[place] = 0;
        text_at(plan, table, place, text);
        if (other >= 0) {
            table->codes[place] = -1;
            if (other < 2 ? !stands(f, other) : !f->has_lapsed) continue;
            table->codes[place] = code_of(plan, text);
            for (int earlier = first; earlier < place; earlier++) twice |= table->codes[earlier] == table->codes[place];
        }
        for (int k = 0; k < plan->K; k++) steps += abs(text[k] - f->text[k]);
        if (steps < 2 || twice || table->codes[place] == in_force || forbidden(plan, text)) continue; /* or a move */
        table->on[place] = 1;
        if (other >= 0) enter(plan, f->n, text, &table->menu, place, place + 1);
    }
}

/* What each text of the menu would bring, over going on; what changes nothing for both sides and the pen is left out. */
static void weigh_menu(const Plan *plan, const Future *f, Table *table) {
    const Affine *going_on = table->worth + plan->A; /* as things stand, of the terms in force */
    War war = war_of(f);
    Lanes base[3], slope[3], peace, less[3] = {0};
    double today[8];
    for (int i = 0; i < plan->asked; i++) less[i] = all_lanes(going_on[plan->asks[i]].base);
    for (int i = 0; i < 2; i++) less[i] -= table->yes_relief[i];
    table->texts = 0;
    for (int place = 0; place < plan->places; place += LANES) {
        Terms terms = {&table->menu, place, 0, lanes(table->menu.length + place)};
        value(plan, &f->world, &terms, &war, plan->asks, plan->asked, base, slope, &peace);
        Lanes worth[7] = {base[0],  base[1], slope[0], slope[1], lanes(table->menu.red[0] + place),
                          lanes(table->menu.red[1] + place), plan->asked > 2 ? base[2] : all_lanes(0)};
        Lanes change = all_lanes(0);
        for (int i = 0; i < 7; i++) {
            if (place == 0) today[i] = worth[i][0];
            Lanes apart = worth[i] - today[i];
            change = lanes_greater(change, lanes_greater(apart, -apart));
        }
        for (int i = 0; i < 2; i++) worth[i] -= less[i], worth[2 + i] -= going_on[i].slope;
        worth[6] -= less[2];
        for (int lane = 0; lane < LANES; lane++) {
            int at = place + lane, row = table->texts;
            if (!table->on[at] || (at > 0 && change[lane] <= SAME)) continue;
            for (int i = 0; i < 2; i++) {
                table->base[i][row] = worth[i][lane], table->slope[i][row] = worth[2 + i][lane];
                table->red[i][row] = worth[4 + i][lane];
            }
            table->mediator[row] = worth[6][lane];
            table->peace[row] = peace[lane];
            table->full[row] = table->menu.halted[at], table->partial[row] = table->menu.partial[at];
            table->number[row] = at, table->code[row] = table->codes[at];
            table->texts++;
        }
    }
}

/* All that could be on the menu, and which of it is; what today's text does stands at place 0. */
static void lay_menu(const Plan *plan, Future *f, Table *table) {
    size_t size = plan->K * sizeof(int16_t);
    int64_t in_force = code_of(plan, f->terms);
    memcpy(table->today, f->text, size);
    for (int i = 0; i < 2; i++) memcpy(table->other_text[i], f->side[i].condition, size);
    memcpy(table->other_text[2], f->lapsed, size);
    table->codes[0] = code_of(plan, f->text);
    if (plan->all_texts) {
        enter(plan, f->n, f->text, &table->menu, 0, 1);
        for (int place = 1; place <= plan->texts; place++) {
            text_at(plan, table, place, f->room);
            int64_t code = table->codes[place];
            table->on[place] = code != table->codes[0] && code != in_force && !forbidden(plan, f->room);
        }
    } else {
        enter_moves(plan, f, table, in_force);
        enter_others(plan, f, table, in_force);
    }
    table->on[0] = 1;
    settle(plan, f->n, &table->menu, 0, plan->places);
}

/* --- the cards ----------------------------------------------------------------------------------------------- */

/* Value of the text (row 0) or of the terms in force (1) to a holder at its mean type, with the f-th card played. */
static inline double worth_to(const Plan *plan, const Future *f, const Table *table, int holder, int played, int row) {
    Affine worth = table->worth[(played * 2 + row) * plan->A + holder];
    return holder < 2 ? worth.base + worth.slope * f->world.mean_multiplier[holder] : worth.base;
}

/* What the text and the terms in force are worth to every holder, as things stand and with each card played that bears
   on the war: one lane for each. */
static void weigh_terms(const Plan *plan, Future *f, Table *table) {
    const double *n = f->n;
    table->flow = 0;
    for (int c = 0; c < plan->C; c++) {
        const Card *card = plan->card + c;
        table->played[c] = card->flows && !card->withdraws && table->available[c] ? ++table->flow : 0;
        int i = table->played[c];
        for (int s = 0; s < 2 && i; s++) {
            table->capacity[s][i] = greater(n[at_capacity_floor], f->capacity[s] + n[card->capacity + s]);
            table->inflow[s][i] = f->inflow[s] + n[card->inflow + s];
            table->truce_inflow[s][i] = f->truce_inflow[s] + (card->while_fighting ? 0 : n[card->inflow + s]);
            table->losses[s][i] = f->losses[s] + n[card->attrition + s];
        }
    }
    for (int s = 0; s < 2; s++) {
        table->capacity[s][0] = f->capacity[s], table->inflow[s][0] = f->inflow[s];
        table->truce_inflow[s][0] = f->truce_inflow[s], table->losses[s][0] = f->losses[s];
    }
    for (int first = 0; first <= table->flow; first += LANES) {
        War war;
        Lanes base[plan->holders], slope[plan->holders], peace;
        for (int s = 0; s < 2; s++) {
            war.capacity[s] = lanes(table->capacity[s] + first), war.inflow[s] = lanes(table->inflow[s] + first);
            war.truce_inflow[s] = lanes(table->truce_inflow[s] + first), war.losses[s] = lanes(table->losses[s] + first);
        }
        war.odds = lanes_contest(war.capacity[0], war.capacity[1], war.inflow[0], war.inflow[1], war.losses[0],
                                 war.losses[1], f->world.weeks, f->world.power, f->world.floor);
        for (int row = 0; row < 2; row++) {
            const Facts *facts = row ? &f->standing : &table->menu;
            Terms terms = {facts, 0, 1, all_lanes(row ? f->weeks_left : facts->length[0])};
            value(plan, &f->world, &terms, &war, plan->holder, plan->holders, base, slope, &peace);
            if (first == 0 && row == 0) table->peace_now = peace[0];
            for (int lane = 0; lane < LANES && first + lane <= table->flow; lane++)
                for (int h = 0; h < plan->holders; h++) {
                    Affine worth = {base[h][lane], slope[h][lane]};
                    table->worth[((first + lane) * 2 + row) * plan->A + plan->holder[h]] = worth;
                }
        }
    }
}

/* What playing a card adds to its target's gain of signing, by type, and to its holder by itself. */
static double push_of(const Plan *plan, const Future *f, Table *table, int c, int holder, int side) {
    const double *n = f->n;
    const Card *card = plan->card + c;
    double loss = n[card->phase] * n[card->war_cost] * n[card->stream], direct = 0, slope = 0;
    double push = card->lifted_by_yes ? n[at_discount] * loss : 0, *by_type = table->push + c * table->types;
    int lifted = card->lift_class >= 0 && attribute_row(&table->menu, plan->first_lifting + card->lift_class)[0] > 0;
    if (lifted || (card->while_fighting && table->menu.halted[0] > 0)) push = loss != 0 ? loss : push;
    push += n[card->phase] * n[card->deal_value] * table->menu.halted[0] * table->peace_now;
    if (table->played[c]) {
        const Affine *now = table->worth, *then = table->worth + 2 * table->played[c] * plan->A;
        int in_force = plan->A + side;
        push += (then[side].base - then[in_force].base) - (now[side].base - now[in_force].base);
        slope = (then[side].slope - then[in_force].slope) - (now[side].slope - now[in_force].slope);
        loss += worth_to(plan, f, table, side, 0, 1) - worth_to(plan, f, table, side, table->played[c], 1);
        direct = worth_to(plan, f, table, holder, table->played[c], 1) - worth_to(plan, f, table, holder, 0, 1);
    }
    for (int t = 0; t < plan->T[side]; t++) by_type[t] = push + slope * n[plan->multiplier[side] + t];
    table->loss[c] = loss;
    return direct;
}

/* Chance that a side signs once a card adds a share of its push to what signing gains it. */
static double moved(const Plan *plan, const Future *f, const Table *table, int c, int side, double share) {
    const double *belief = f->side[side].belief, *signing = table->signing[side];
    const double *push = table->push + c * table->types;
    Lanes total = all_lanes(0);
    for (int t = 0; t < plan->T[side]; t += LANES) {
        Lanes odds = lanes_odds_against(lanes(push + t) * share, f->n[at_precision_answers]);
        total += lanes(belief + t) / (1.0 + lanes(signing + t) * odds);
    }
    return sum_of_lanes(total);
}

/* Lanes of a card or an option: [resolute, irresolute] x [after a yes-but, after a no], and then, of a card, at the
   blame of now: resolute, irresolute; of an option, the same four once more, as if no card waited. */
enum { NOW_RESOLUTE = 4, NOW_IRRESOLUTE = 5, WAITING = 4 };

/* Weigh a hand of cards that press a side for an answer, and what they are expected to cost it. chance: (O, LANES). */
static void press(const Plan *plan, const Future *f, Table *table, const Hand *hand, double *chance) {
    const double *n = f->n, *resolve = n + plan->resolve + 2 * hand->holder;
    double lambda = n[at_precision_holders], audience = n[at_audience_cost], delta = n[at_discount];
    double kappa = n[at_blame_discount], blame = f->side[hand->side].blame;
    double signs = table->signs_now[hand->side], other = table->signs_now[1 - hand->side];
    double stake = other * table->holder_gain[hand->holder], still_open = delta * (1 - other * signs);
    double believed = f->actor[hand->holder].believed_resolute, *net = chance, *brings = table->brings;
    double yes_but = 1 - kappa * blamed(blame, n[at_blame_yes_but]), no = 1 - kappa * blamed(blame, n[at_blame_no]);
    Lanes dear = {resolve[0] * yes_but, resolve[0] * no, resolve[1] * yes_but, resolve[1] * no,
                  resolve[0] * (1 - kappa * blame), resolve[1] * (1 - kappa * blame)}; /* a unit of blowback */
    const Option *option = hand->option;
    for (int o = 0; o < hand->options; o++) {
        int c = option[o].card;
        if (option[o].way != PLAY || !table->available[c]) continue;
        double direct = push_of(plan, f, table, c, hand->holder, hand->side);
        brings[c] = (moved(plan, f, table, c, hand->side, 1) - signs) * stake + direct;
    }
    for (int o = 0; o < hand->options; o++) {
        int c = option[o].card;
        if (option[o].way != PLAY || !table->available[c]) continue;
        Lanes play = brings[c] - n[plan->card[c].blowback] * dear;
        put(net + o * LANES, play);
        put(table->made_good + c * LANES, lanes_expit((play + audience) * lambda));
    }
    for (int o = 1; o < hand->options; o++) { /* to announce a card stands behind to play it */
        int c = option[o].card;
        if (option[o].way != ANNOUNCE || !table->available[c]) continue;
        const double *good = table->made_good + c * LANES;
        double credible = good[NOW_IRRESOLUTE] + believed * (good[NOW_RESOLUTE] - good[NOW_IRRESOLUTE]);
        double threat = (moved(plan, f, table, c, hand->side, delta * credible) - signs) * stake;
        put(net + o * LANES, threat + still_open * (lanes(good) * (lanes(net + (o - 1) * LANES) + audience) - audience));
    }
    for (int o = 0; o < hand->options; o++) {
        int status = f->status[option[o].card];
        double *of = net + o * LANES;
        if (!table->available[option[o].card]) put(of, all_lanes(-INFINITY));
        for (int lane = 0; lane < WAITING; lane++) of[WAITING + lane] = status == ANNOUNCED ? -INFINITY : of[lane];
    }
    play_hand(net, hand->options, n[at_act_rate], lambda);
    for (int o = 0; o < hand->options; o++) {
        int c = option[o].card;
        if (option[o].way != PLAY || !table->available[c]) continue;
        const double *good = table->made_good + c * LANES, *ways = chance + o * LANES;
        int announces = o + 1 < hand->options && option[o + 1].card == c;
        for (int b = 0; b < 2; b++) {
            double weekly[2];
            for (int r = 0; r < 2; r++)
                weekly[r] = ways[2 * r + b] + (announces ? ways[LANES + 2 * r + b] * good[2 * r + b] : 0);
            double expected = expected_loss(table->loss[c], believed * weekly[0] + (1 - believed) * weekly[1],
                                            f->status[c] == ANNOUNCED, believed * good[b] + (1 - believed) * good[2 + b],
                                            delta, n[at_decision_hazard]);
            table->expected[hand->side][b] += expected;
        }
    }
}

/* Net worth of a card of war or of a gesture, of a resolute and of an irresolute holder. */
static void weigh_at_war(const Plan *plan, const Future *f, const Table *table, int c, int holder, double net[2]) {
    const double *n = f->n;
    const Card *card = plan->card + c;
    double brings = 0, price = n[card->blowback];
    if (card->gesture) {
        const double *expected = table->expected[holder];
        double blame = f->side[holder].blame;
        double rise = blamed(blame, n[at_blame_no]) - blamed(blame, n[at_blame_yes_but]);
        double slope = rise > 0 ? (expected[1] - expected[0]) / rise : 0;
        brings = n[at_discount] * slope * n[card->eases_blame] * blame;
    } else {
        if (table->played[c])
            brings = worth_to(plan, f, table, holder, table->played[c], 1) - worth_to(plan, f, table, holder, 0, 1);
        if (card->target >= 0) price *= 1 - n[at_blame_discount] * f->side[card->target].blame;
    }
    for (int r = 0; r < 2; r++) net[r] = brings - price * n[plan->resolve + 2 * holder + r];
}

/* Weigh a hand of war cards and gestures, which no answer and no waiting card changes. chance: (O, LANES). */
static void wage(const Plan *plan, const Future *f, Table *table, const Hand *hand, double *chance) {
    for (int o = 0; o < hand->options; o++) {
        int c = hand->option[o].card;
        double net[2] = {-INFINITY, -INFINITY};
        if (table->available[c] && f->status[c] == IDLE) weigh_at_war(plan, f, table, c, hand->holder, net);
        for (int lane = 0; lane < LANES; lane++) chance[o * LANES + lane] = net[lane / 2 % 2];
    }
    play_hand(chance, hand->options, f->n[at_act_rate], f->n[at_precision_holders]);
}

/* Weigh all cards at the text on the table. */
static void weigh_cards(const Plan *plan, Future *f, Table *table) {
    const double *n = f->n;
    memset(table->expected, 0, sizeof table->expected);
    for (int i = 0; i < 2; i++) {
        const Affine *text = table->worth + i, *in_force = table->worth + plan->A + i;
        double base = text->base - in_force->base + table->yes_relief[i], slope = text->slope - in_force->slope;
        double *signing = table->signing[i], red = table->menu.red[i][0];
        for (int t = 0; t < plan->T[i]; t++)
            signing[t] = base + slope * n[plan->multiplier[i] + t] - red * n[plan->red_factor[i] + t];
        Lanes signs = all_lanes(0);
        for (int t = 0; t < plan->T[i]; t += LANES) {
            Lanes against = lanes_odds_against(lanes(signing + t), n[at_precision_answers]);
            put(signing + t, against);
            signs += lanes(f->side[i].belief + t) / (1.0 + against);
        }
        table->signs_now[i] = sum_of_lanes(signs);
    }
    for (int h = 0; h < plan->holders; h++) {
        int a = plan->holder[h];
        table->holder_gain[a] = worth_to(plan, f, table, a, 0, 0) - worth_to(plan, f, table, a, 0, 1);
        if (a == plan->pen) table->holder_gain[a] += pledge(f, table->menu.halted[0], table->menu.partial[0]);
    }
    for (int h = 0; h < plan->H; h++) {
        const Hand *hand = plan->hand + h;
        double *chance = table->chance + (size_t)hand->first * LANES;
        if (hand->side >= 0)
            press(plan, f, table, hand, chance);
        else
            wage(plan, f, table, hand, chance);
    }
}

/* --- what both sides would answer to every text --------------------------------------------------------------- */

/* The first of those texts that are best as a condition but for rounding, or 0; and what it is worth. */
static int best_of(const double *hope, int texts, double *worth) {
    double top = greatest(hope, texts), least = greater(top - NOTHING, TINY);
    Lanes place = {0, 1, 2, 3, 4, 5, 6, 7}, first = all_lanes(texts);
    for (int m = 0; m < texts; m += LANES, place += LANES)
        first = lanes_lesser(first, chosen((LaneBits)(lanes(hope + m) >= least), place, first));
    int row = (int)-greatest_of_lanes(-first);
    *worth = greater(top, 0);
    return row < texts ? row : 0;
}

/* What the texts are worth as conditions of a type: above nothing only where it gains more than rounding itself. */
static void hopes(const Table *table, int side, const double *gain, double *hope) {
    for (int m = 0; m < table->texts; m += LANES)
        put(hope + m, (lanes(gain + m) - NOTHING) * lanes(table->signs[1 - side] + m));
}

/* Chance that each side signs each text, and what it gains by that. */
static void forecast_signing(const Plan *plan, const Future *f, Table *table, int i) {
    const double *n = f->n;
    double *signs = table->signs[i];
    for (int m = 0; m < table->texts; m += LANES) {
        Lanes base = lanes(table->base[i] + m), slope = lanes(table->slope[i] + m), red = lanes(table->red[i] + m);
        Lanes all = all_lanes(0);
        for (int t = 0; t < plan->T[i]; t++) {
            Lanes gain = base + slope * n[plan->multiplier[i] + t] - red * n[plan->red_factor[i] + t];
            Lanes against = lanes_odds_against(gain, n[at_precision_answers]);
            put(table->gain[i] + (size_t)t * plan->widest + m, gain);
            put(table->against[i] + (size_t)t * plan->widest + m, against);
            all += f->side[i].belief[t] / (1.0 + against);
        }
        put(signs + m, all);
    }
}

/* Chance that a side accepts each text, as it weighs a yes against its best condition and a flat no. */
static void forecast_answers(const Plan *plan, const Future *f, Table *table, int i) {
    const double *n = f->n, *feared = table->expected[i];
    double precision = n[at_precision_answers], no = n[at_weight_of_no], delta = n[at_discount];
    double flat_no = between(no * exp_of(lesser(-delta * feared[1] * precision, CERTAIN)), LEAST_ODDS, MOST_ODDS);
    double *accepts = table->accepts[i], *hope = table->spare, *yes = table->yes;
    int M = table->texts, bounds = 0;
    for (int m = 0; m < M && plan->conditional; m++) /* to what is its own condition by now, a yes-but is not open */
        if (table->code[m] == table->condition_code[i]) table->bound[bounds++] = m;
    double *first = table->first[i], *second = table->second[i], *others = table->others, *rest = table->rest_of;
    for (int t = 0; t < plan->T[i]; t++) {
        hopes(table, i, table->gain[i] + (size_t)t * plan->widest, hope);
        int best = table->best[i][t] = best_of(hope, M, first + t);
        hope[best] = -1;
        second[t] = greater(greatest(hope, M), 0);
    }
    for (int t = 0; t < plan->T[i]; t += LANES) { /* weight of the other answers, and once the best text is left out */
        Lanes best = (lanes(first + t) * table->adoption[i] - feared[0]) * delta;
        Lanes next = (lanes(second + t) * table->adoption[i] - feared[0]) * delta;
        put(others + t, plan->conditional ? lanes_rivals(best, flat_no, precision) : all_lanes(flat_no));
        put(rest + t, plan->conditional ? lanes_rivals(next, flat_no, precision) : all_lanes(flat_no));
    }
    memset(accepts, 0, M * sizeof(double));
    for (int t = 0; t < plan->T[i]; t++) {
        double belief = f->side[i].belief[t], *against = table->against[i] + (size_t)t * plan->widest;
        int best = table->best[i][t];
        if (plan->threat_returns) /* what a truce that falls brings back */
            for (int m = 0; m < M; m += LANES) {
                Lanes dread = precision * delta * feared[0] * (1.0 - lanes(table->peace + m));
                put(against + m, lanes(against + m) * lanes_exp_of(lanes_lesser(dread, all_lanes(CERTAIN))));
            }
        for (int m = 0; m < M; m += LANES) put(yes + m, belief / (1.0 + lanes(against + m) * others[t]));
        yes[best] = belief / (1 + against[best] * rest[t]); /* a text cannot be its own condition: the next best is */
        for (int b = 0; b < bounds; b++) yes[table->bound[b]] = belief / (1 + against[table->bound[b]] * flat_no);
        for (int m = 0; m < M; m += LANES) put(accepts + m, lanes(accepts + m) + lanes(yes + m));
    }
}

/* What both sides would answer to every text. */
static void forecast(const Plan *plan, const Future *f, Table *table) {
    for (int i = 0; i < 2; i++) {
        for (int m = table->texts; m < padded(table->texts); m++) /* what is not there is worth less than nothing */
            table->base[i][m] = -1, table->slope[i][m] = table->red[i][m] = 0;
        forecast_signing(plan, f, table, i);
    }
    for (int i = 0; i < 2; i++) forecast_answers(plan, f, table, i);
}

/* What proposing each text is worth to the pen, or to the side and type whose turn it is. */
static void worth_of_proposing(const Plan *plan, const Future *f, Table *table, int turn) {
    const double *n = f->n, *first = table->accepts[0], *second = table->accepts[1];
    double full_worth = 0, most = -INFINITY;
    for (int m = 0; m < table->texts; m++) {
        double gain = table->mediator[m] + (plan->pen >= 0 ? pledge(f, table->full[m], table->partial[m]) : 0);
        table->spare[m] = gain;
        if (table->full[m]) full_worth = greater(full_worth, first[m] * second[m] * gain);
    }
    for (int m = 0; m < table->texts; m++) {
        double gain = table->spare[m] + (table->partial[m] ? n[at_discount] * full_worth : 0);
        table->proposal[m] = first[m] * second[m] * gain - (m > 0 ? n[at_text_cost] : 0);
        most = greater(most, table->proposal[m]);
    }
    table->expected_gain = most;
    if (turn < 0) return;
    const double *gain = table->gain[turn] + (size_t)f->side[turn].type * plan->widest;
    for (int m = 0; m < table->texts; m++)
        table->proposal[m] = table->accepts[1 - turn][m] * gain[m] - (m > 0 ? n[at_text_cost] : 0);
}

/* Read the table. turn: the side that offers a text, or -1. */
static void read_table(const Plan *plan, Future *f, Table *table, int turn) {
    const double *n = f->n;
    lay_menu(plan, f, table);
    for (int i = 0; i < 2; i++) {
        const Side *side = f->side + i;
        table->adoption[i] = (n[at_adoption_prior_yes] + side->adopted) /
                             (n[at_adoption_prior_yes] + n[at_adoption_prior_no] + side->asked);
        table->condition_code[i] = side->has_condition ? code_of(plan, side->condition) : -1;
        table->yes_relief[i] = 0;
    }
    for (int c = 0; c < plan->C; c++) {
        const Card *card = plan->card + c;
        table->available[c] = f->status[c] <= ANNOUNCED && n[card->consent] > 0 && !lifted_now(plan, f, card);
        if (card->lifted_by_yes && card->target >= 0 && f->status[c] == IN_FORCE)
            table->yes_relief[card->target] += n[at_discount] * stream_left(plan, f, c);
    }
    describe_world(plan, f);
    weigh_terms(plan, f, table);
    weigh_cards(plan, f, table);
    weigh_menu(plan, f, table);
    forecast(plan, f, table);
    worth_of_proposing(plan, f, table, turn);
}

/* --- the choice of an answer ----------------------------------------------------------------------------------- */

/* What each type of a side would answer to the text in a row: chances (3, types) of accept, conditional and reject
   (rational inattention with a base rate of flat refusals, Matejka & McKay 2015), and the row of the condition that it
   would state with a yes-but, -1 for none. */
static void choose(const Plan *plan, const Future *f, Table *table, int i, int row, double *chances, int *stated) {
    const double *n = f->n;
    double precision = n[at_precision_answers], delta = n[at_discount], fear = table->expected[i][0];
    double refusal = log_of(n[at_weight_of_no]) - precision * delta * table->expected[i][1], none;
    double lost = plan->threat_returns ? delta * (1 - table->peace[row]) * fear : 0;
    double *yes = chances, *elsewhere = chances + table->types, *no = elsewhere + table->types;
    int open = plan->conditional && table->code[row] != table->condition_code[i];
    for (int t = 0; t < plan->T[i]; t++) {
        const double *gain = table->gain[i] + (size_t)t * plan->widest;
        int itself = table->best[i][t] == row; /* the text itself is best: it cannot be its own condition */
        yes[t] = gain[row] - lost;
        elsewhere[t] = itself ? table->second[i][t] : table->first[i][t];
        stated[t] = elsewhere[t] > 0 ? table->best[i][t] : -1;
        if (itself && elsewhere[t] > 0) {
            hopes(table, i, gain, table->spare);
            table->spare[row] = -INFINITY;
            stated[t] = best_of(table->spare, table->texts, &none);
        }
    }
    for (int t = 0; t < plan->T[i]; t += LANES) {
        Lanes accept = lanes(yes + t) * precision, reject = all_lanes(refusal), yes_but = all_lanes(-INFINITY);
        if (open) yes_but = (lanes(elsewhere + t) * table->adoption[i] - fear) * (delta * precision);
        Lanes top = lanes_greater(lanes_greater(accept, reject), yes_but);
        accept = lanes_exp_of(accept - top), yes_but = lanes_exp_of(yes_but - top), reject = lanes_exp_of(reject - top);
        Lanes total = accept + yes_but + reject;
        put(yes + t, accept / total), put(elsewhere + t, yes_but / total), put(no + t, reject / total);
    }
}

#endif
