// Made by `npm run api-types`; do not edit. openapi sha256 a433f5ceb8c6cf242aefc4c5777f09d25c3c0eb2a4e84f6c30b2ab898ded5c50

export interface paths {
    "/api/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Accounts in reach, searched by user name, name or pinyin. */
        get: operations["accounts.list_accounts.get"];
        put?: never;
        /** Make an account; its role waits for a second person. */
        post: operations["accounts.create.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make the accounts of a workbook (multipart field `file`); all of it or nothing. */
        post: operations["accounts.post_import.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/import-template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The empty workbook for an import of accounts. */
        get: operations["accounts.get_template.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account_id}/codes": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A one-time code, shown once; a reset may end the old phone in the same act. */
        post: operations["accounts.issue_code.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account_id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop an account; sealed work on its phone still goes out. */
        post: operations["accounts.disable.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account_id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let an account sign in again. */
        post: operations["accounts.enable.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{account_id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a role; it holds once someone else approves. */
        post: operations["roles.request_role.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whom an activation or reset code names, and the challenge for their new key. */
        post: operations["devices.activation.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activation/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** First or new password of an office or administrator account, by its one-time code. */
        post: operations["session.password_by_code.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Phones of the centre, or one's own, that miss announced work. */
        get: operations["alarms.list_alarms.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alarms/{alarm_id}/settle": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alarm_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The person was asked; how it ended stands in the audit journal. */
        post: operations["alarms.settle.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lines of the audit, newest first. */
        get: operations["audit.read_audit.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/bundle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The whole audit as a bundle that verifies without this server (contracts section 11). */
        get: operations["audit.export_bundle.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The lines the filters show, as a table; the export is itself a line (S-7, S-11). */
        get: operations["audit.export_audit.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit's chain, checked line by line now: whole, or where it breaks, and its anchor. */
        get: operations["audit.read_state.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calendar/{year}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                year: number;
            };
            cookie?: never;
        };
        /** Holidays and shifted workdays; a year nobody confirmed is empty and says so. */
        get: operations["calendar.CalendarView.get"];
        /** Replace the year; deadlines of open events follow. */
        put: operations["calendar.CalendarView.put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/centres": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Centres in reach by name, the province's first. */
        get: operations["organisations.list_centres.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last thousand checkpoints, or a thousand after a number, compact, one a line. */
        get: operations["sync.checkpoint_list.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/custody/confirmations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stand behind what one signed on another's phone; or, for the centre, behind a sheet of paper. */
        post: operations["papers_phones.confirm.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/custody/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Exams whose papers the caller's phone may carry, the next first. */
        get: operations["papers_phones.carried.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/custody/find": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The dispatch that a scanned or typed number, or a label's code, means (A3-4a). */
        post: operations["papers_counter.find.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/custody/packs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Packs in reach: what needs somebody first, then by the clock. */
        get: operations["packs.board.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/custody/packs/{pack}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pack: string;
            };
            cookie?: never;
        };
        /** A pack and its whole life. */
        get: operations["packs.pack_life.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/custody/packs/{pack}/photos/{entry}/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pack: string;
                entry: string;
                sha256: string;
            };
            cookie?: never;
        };
        /** A photo an entry about this pack names, as an attachment no browser will run (S-21). */
        get: operations["packs.photo.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/custody/packs/{pack}/release": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pack: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a pack's exception: who has it now, its state and strip (8.5). */
        post: operations["papers_counter.release.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/custody/passes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The second person signs in on this phone for one confirmation; counted like any sign-in. */
        post: operations["papers_phones.new_pass.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own devices, and the centre's for its staff. */
        get: operations["devices.list_devices.get"];
        put?: never;
        /**
         * Enrol this phone: activation code or session, enrol code of the centre, signed enrolment.
         *     The same request again, its answer lost on the way, gets the same device.
         */
        post: operations["devices.enrol.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The challenge for another phone of a person who is signed in. */
        post: operations["devices.challenge.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/emptied": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** This browser's storage is empty. Rings only for phones that this browser held. */
        post: operations["alarms.emptied.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{device_id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Vouch that a device enrolled after a reset is the person's own (S-5). */
        post: operations["devices.confirm.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/devices/{device_id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a device: lost phone, new phone, ended role. */
        post: operations["devices.revoke.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dispatches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Dispatches in reach, newest first; `mine=1`: those I am sent on. */
        get: operations["dispatches.list_dispatches.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dispatches/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Load a dispatch file (multipart field `file`) and the ZIP of the photos its sheets name (field
         *     `photos`, or both in one ZIP); all of it or nothing.
         */
        post: operations["dispatches.post_import.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dispatches/template.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The empty dispatch template. */
        get: operations["dispatches.get_template.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dispatches/{event}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        /** One dispatch by its exam event. */
        get: operations["dispatches.get_dispatch.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events by the end of their term, with holds and orders. */
        get: operations["retention.terms.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erasures/{order_id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm as the second person: the data are destroyed now. */
        post: operations["retention.confirm.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/erasures/{order_id}/refuse": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuse or withdraw an order. */
        post: operations["retention.refuse.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/badges": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        /** Badges and admission codes of an event, with counts, and who has none yet. */
        get: operations["badges.list_badges.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/badges/issue": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Issue what is missing and exchange what no longer fits; again, it changes nothing. */
        post: operations["badges.issue.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/badges/prints": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        /** The newest prints of an event, with their progress. */
        get: operations["badge_prints.list_prints.get"];
        put?: never;
        /** Print badges or the guard's list; more than 50 persons need a reason. */
        post: operations["badge_prints.ask_print.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/badges/prints/{print_id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
                print_id: string;
            };
            cookie?: never;
        };
        /** The finished document. */
        get: operations["badge_prints.get_print.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/badges/{badge}/replace": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
                badge: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Issue another badge in its place; with `holder`, to whoever takes over, in one step (A8). */
        post: operations["badges.replace.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/badges/{badge}/state": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
                badge: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Suspend, resume, revoke or take back a badge (8.12). */
        post: operations["badges.change_state.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/custody": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        /** Packs of an exam, who may have them, whether today is the day, and what is under way. */
        get: operations["papers_counter.counter.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/custody/answers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take packs back, or refuse some of them, signed here. */
        post: operations["papers_counter.take.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/custody/archive": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put returned packs into their archive (N2-1). */
        post: operations["papers_counter.archive.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/custody/bundle": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        /** A batch's custody as a bundle the stand-alone verifier takes; it says that it is a part. */
        get: operations["custody_papers.bundle.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/custody/destroy": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Destroy archived packs after two years; a second person signs in for it (N2-1). */
        post: operations["papers_counter.destroy.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/custody/labels.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        /** Labels for the bags: these packs, or all that still lie here. */
        get: operations["custody_papers.labels.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/custody/offers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand packs to a supervisor, signed here; they are gone when the supervisor has signed. */
        post: operations["papers_counter.give.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/custody/packs": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write new and changed packs; one that has left cannot be changed. */
        post: operations["papers_counter.prepare.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/custody/recalls": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take an unanswered offer back. */
        post: operations["papers_counter.recall.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/custody/records/{entry}.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
                entry: string;
            };
            cookie?: never;
        };
        /** The record of a handover, a storage, an opening or a seal (section 12). */
        get: operations["custody_papers.record.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/custody/table": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        /** Packs as prepared, and a proposal for sessions and rooms that have none. */
        get: operations["papers_counter.table.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/custody/totals": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        /** Counts by batch and by room, and whether they add up (8.5b). */
        get: operations["packs.totals.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/custody/troubles": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Something does not fit: the packs stay in exception until the centre releases them. */
        post: operations["papers_counter.trouble.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/gate-log": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        /** What the gates and spot checks saw, newest first. */
        get: operations["gates.gate_log.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/gate-log/{entry}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
                entry: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Vouch, as the second person, for an override that one guard gave alone. */
        post: operations["gates.confirm.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/gates": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        /** The gates of an event with their phones, guards and counts. */
        get: operations["gates.list_gates.get"];
        put?: never;
        /** Set up a gate; its phone comes with a day pass. */
        post: operations["gates.create.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/gates/{gate}/end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
                gate: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a gate: its phones lose the list, and what they seal from now on counts no more. */
        post: operations["gates.end.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/gates/{gate}/pass": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
                gate: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A day pass for one phone, for half an hour; the pass before it is void. */
        post: operations["gates.day_pass.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/parties/{listed}/phone": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
                listed: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a chief or invigilator of the list sign papers on an own phone: codes, shown once. */
        post: operations["papers_phones.give_phone.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event}/presence": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        /** Who is inside, who is missing or late, and the candidates' counts of one day. */
        get: operations["gates.presence.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Findings in reach, newest first. */
        get: operations["findings.list_findings.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Forms in reach, with the count of every tab. */
        get: operations["forms.list_forms.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forms/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the filters show, as a workbook with the columns of the page (S-11). */
        get: operations["forms.export_forms.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forms/{event}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        /** One form; `show=phone` unmasks the phone and is kept in the audit (S-8). */
        get: operations["forms.get_form.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forms/{event}/blank.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        /** The empty form for paper use. */
        get: operations["form_papers.get_blank.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forms/{event}/emergency.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        /** 应急包: everything on paper for a day on which phones fail, printed on D-1. */
        get: operations["form_papers.get_emergency.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forms/{event}/history": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        /** Every entry of the event with stated and proven times, newest first. */
        get: operations["forms.get_history.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forms/{event}/paper.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        /** The official form as PDF/A (A11-p1). */
        get: operations["form_papers.get_pdf.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forms/{event}/paper.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        /** The answers as a workbook. */
        get: operations["form_papers.get_xlsx.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forms/{event}/photos/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
                sha256: string;
            };
            cookie?: never;
        };
        /** A photo the signed form shows, as an attachment no browser will run (S-21). */
        get: operations["form_papers.get_photo.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forms/{event}/prefilled.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        /** The form with the facts of the dispatch, for paper use. */
        get: operations["form_papers.get_prefilled.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forms/{event}/province": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        /** The form in the field order of the province's system, to copy field by field (Q-24). */
        get: operations["form_papers.get_province.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forms/{event}/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 确认收到: an inbox has the form (A11-f3c). */
        post: operations["forms.post_receipt.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forms/{event}/recorded": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 已录入 in the province's system (Q-24). */
        post: operations["forms.post_recorded.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forms/{event}/replies": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The station replies to B and C after submission. */
        post: operations["forms.post_reply.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forms/{event}/returns": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 退回提问: the answer is an amended version. */
        post: operations["forms.post_return.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forms/{event}/verification": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        /** Verification in words. */
        get: operations["forms.get_verification.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gates/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Spend a day pass: who this phone becomes, and the codes and challenge for `POST /devices`. */
        post: operations["gates.open_gate.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/held": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Waiting and refused entries with reason and what to do; one's own, or the centre's. */
        get: operations["forms.list_held.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/held/{entry}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let in or refuse what came after its phone was revoked; it takes two people. */
        post: operations["sync.decide_held.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journals/{journal_id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                journal_id: string;
            };
            cookie?: never;
        };
        /** What is new since a seq; the first fetch and every later one. */
        get: operations["sync.changes.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journals/{journal_id}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                journal_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take entries in and answer with a signed receipt. Any enrolled person may carry them. */
        post: operations["sync.push.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journals/{journal_id}/entries/{entry}/files/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                journal_id: string;
                entry: string;
                sha256: string;
            };
            cookie?: never;
        };
        /** A file through an entry the reader may see; never by hash alone. */
        get: operations["sync.entry_file.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journals/{journal_id}/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                journal_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Propose to erase an event whose term is over. */
        post: operations["retention.ask.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journals/{journal_id}/files/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                journal_id: string;
                sha256: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Add bytes of a file; the last ones are answered with a receipt (R5). */
        put: operations["sync.put_file.put"];
        post?: never;
        delete?: never;
        options?: never;
        /** How far an upload into this journal has come; speaks of no other journal's bytes. */
        head: operations["sync.head_file.head"];
        /** Add bytes of a file; the last ones are answered with a receipt (R5). */
        patch: operations["sync.put_file.patch"];
        trace?: never;
    };
    "/api/v1/journals/{journal_id}/holds": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                journal_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep an event's data for a complaint or a case. */
        post: operations["retention.set_hold.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journals/{journal_id}/holds/lift": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                journal_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a hold that somebody else set. */
        post: operations["retention.lift_hold.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journals/{journal_id}/sections/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                journal_id: string;
                sha256: string;
            };
            cookie?: never;
        };
        /** The bytes of a kit's section, by hash. */
        get: operations["sync.section.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/journals/{journal}/bundle": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                journal: string;
            };
            cookie?: never;
        };
        /** The verifiable bundle of an event (contracts section 11). */
        get: operations["form_papers.get_bundle.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Public keys of this house; the thumbprint of ``root_jwk`` is the fingerprint to compare. */
        get: operations["sync.key_list.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Server-sent events: ``moved`` with {journal, seq}. */
        get: operations["sync.live_stream.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** seq of the journals followed, with an ETag: the fallback when streams are cut. */
        get: operations["sync.live_state.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's newest fifty notices. */
        get: operations["messages.inbox.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{message_id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The caller has read a notice of theirs. */
        post: operations["messages.read.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The notice in force: purpose, items, sensitive items, retention, contact, rights. */
        get: operations["notices.read_notice.get"];
        put?: never;
        /** Confirm the version read, and separately what it says of sensitive data. */
        post: operations["notices.confirm_notice.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rescue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Import a rescue file through the same door (R12); anybody enrolled may carry it. */
        post: operations["sync.rescue_file.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/role-grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Grants given by hand, the waiting ones first asked for. */
        get: operations["roles.list_grants.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/role-grants/{grant_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                grant_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve as the second person. */
        post: operations["roles.approve.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/role-grants/{grant_id}/refuse": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                grant_id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuse as the second person. */
        post: operations["roles.refuse.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller. */
        get: operations["session.who_am_i.get"];
        put?: never;
        /** Sign in with user name and password (S-2, S-3). */
        post: operations["session.sign_in.post"];
        /** End the session; unsent work stays on the phone and goes out. */
        delete: operations["session.sign_out.delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A value for the key to sign; an unknown key gets one that nothing accepts. */
        post: operations["session.key_challenge.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with the key of an enrolled phone, for a field person whose cookies are gone. */
        post: operations["session.key_sign_in.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change one's own password (S-2). */
        post: operations["session.change_password.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchange the refresh token; bound to this browser (S-4). */
        post: operations["session.refresh.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A fresh secret for an authenticator; it counts once its digits are confirmed (S-5). */
        post: operations["session.begin_second_factor.post"];
        /** Switch the second factor off, with its own digits. */
        delete: operations["session.drop_second_factor.delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/second-factor/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Switch the second factor on. */
        post: operations["session.confirm_second_factor.post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stations in reach by name. */
        get: operations["organisations.list_stations.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/violations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The violation catalogue with its official wording. */
        get: operations["findings.get_violations.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/verify/papers/{entry}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry: string;
            };
            cookie?: never;
        };
        /** What the holder of a printed record may know about it; no script, no person. */
        get: operations["verify_papers.verify_paper.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/verify/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        /** What the holder of a printed form may know about it; no script, no person. */
        get: operations["verify.verify.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Account: {
            centre: components["schemas"]["Named"] | null;
            devices: number;
            id: string;
            /** @enum {string} */
            kind: "office" | "field" | "admin";
            login_at: number | null;
            person: components["schemas"]["Named"] | null;
            phone: string | null;
            reset: boolean;
            roles: components["schemas"]["PlacedRole"][];
            /** @enum {string} */
            state: "new" | "active" | "disabled";
            username: string;
        };
        AccountImport: {
            created: number;
            errors: components["schemas"]["SheetFault"][];
            updated: number;
        };
        AccountPage: {
            items: components["schemas"]["Account"][];
            page: number;
            per_page: number;
            total: number;
        };
        Activation: {
            centre: components["schemas"]["CentreBrief"];
            challenge: string;
            /** @enum {string} */
            kind: "office" | "field" | "admin";
            person: components["schemas"]["Named"];
            root: string;
            username: string;
        };
        Alarm: {
            id: string;
            label: string;
            last_seen: number | null;
            left: number;
            missing: number;
            person: components["schemas"]["Named"];
            raised_at: number;
            /** @enum {string} */
            why: "emptied" | "gap" | "replaced" | "photos";
        };
        AlarmList: {
            items: components["schemas"]["Alarm"][];
        };
        AllCounts: {
            collected: number | null;
            issued: number | null;
            missing: number | null;
            opened: number | null;
            pieces: number | null;
            scrap: number | null;
            spare: number | null;
            void: number | null;
        };
        ArchiveArgs: {
            keeper: string;
            /** @default 纸质 */
            medium?: string;
            packs: string[];
            place: string;
        };
        Audit: {
            action: string;
            actor: string | null;
            at: number;
            code: string | null;
            detail: {
                [key: string]: unknown;
            };
            name: string | null;
            object: string | null;
            result: string;
            seq: number;
        };
        AuditPage: {
            items: components["schemas"]["Audit"][];
            page: number;
            per_page: number;
            total: number;
        };
        AuditState: {
            anchored_at: number | null;
            anchored_to: number | null;
            broken_at: number | null;
            head: string | null;
            lines: number;
            /** @enum {string} */
            state: "anchored" | "consistent" | "broken";
            unanchored_from: number | null;
            witness: string | null;
        };
        Backup: {
            checksum: string;
            files: number;
            medium: string;
        };
        Badge: {
            badge: string;
            card_number: string;
            card_until: string;
            changed_at: number;
            code: string;
            /** @enum {string} */
            condition: "early" | "valid" | "expired" | "suspended" | "revoked" | "returned" | "replaced";
            from: number;
            has_photo: boolean;
            holder: string;
            issued_at: number;
            name: string;
            post: string;
            reason: string;
            replaced_by: string | null;
            /** @enum {string} */
            role: "chief" | "invigilator" | "staff" | "examiner" | "team_leader" | "supervisor" | "candidate";
            room: string;
            serial: string;
            /** @enum {string} */
            state: "issued" | "suspended" | "revoked" | "returned" | "replaced";
            /** @enum {string} */
            subject: "person" | "candidate";
            ticket: string;
            until: number;
            void_key: boolean;
        };
        BadgeList: {
            counts: {
                [key: string]: number;
            };
            event: string;
            holders: components["schemas"]["WithoutBadge"][];
            items: components["schemas"]["Badge"][];
            missing: {
                [key: string]: number;
            };
            void_key: number;
        };
        Basis: {
            /** @enum {string} */
            how: "seen" | "records" | "sampled";
            rooms: number | null;
        };
        BasisOut: {
            /** @enum {string} */
            how: "seen" | "records" | "sampled";
            rooms: number | null;
        };
        Board: {
            as_of: number;
            counts: components["schemas"]["Counts"];
            items: components["schemas"]["BoardRow"][];
            journals: string[];
            page: number;
            per_page: number;
            total: number;
        };
        BoardRow: {
            batch: string;
            computer: boolean;
            copies: number;
            dispatch: string;
            end: number;
            event: string;
            exception: string | null;
            /** @enum {string} */
            kind: "theory" | "practical";
            /** @enum {string|null} */
            late: "collect" | "store" | "site" | "open" | "seal" | "return" | "confirm" | null;
            number: string;
            pack: string;
            project: string;
            room: string;
            since: number;
            /** @enum {string} */
            state: "prepared" | "with_supervisor" | "stored_overnight" | "on_site" | "with_invigilators" | "opened" | "issued" | "collected" | "resealed" | "returned" | "archived" | "destroyed" | "exception";
            station: string;
            strip: string;
            t0: number;
            /** @enum {string} */
            tab: "exception" | "overdue" | "waiting" | "here" | "out" | "back";
            unproved: number;
            waiting: boolean;
            with: components["schemas"]["Party"];
            withdrawn: boolean;
        };
        Brief: {
            batches: components["schemas"]["BriefNamed"][];
            centre: components["schemas"]["BriefCentre"];
            chief: components["schemas"]["BriefCalled"];
            contacts: components["schemas"]["BriefContact"][];
            deadline: number;
            demo: boolean;
            dispatch: components["schemas"]["BriefDispatch"];
            event: string;
            examiners: components["schemas"]["BriefExaminer"][];
            flags: components["schemas"]["BriefFlags"];
            last_day: string;
            practice: boolean;
            previous: components["schemas"]["BriefPrevious"][];
            projects: components["schemas"]["BriefProject"][];
            rooms: components["schemas"]["BriefRoom"][];
            sessions: components["schemas"]["BriefSession"][];
            station: components["schemas"]["BriefStation"];
            team: components["schemas"]["BriefTeam"][];
            template: string;
            texts: components["schemas"]["BriefTexts"];
        };
        BriefCalled: {
            name: string;
            phone: string;
        };
        BriefCentre: {
            duty_phone: string;
            id: string;
            name: string;
            paper_original: boolean;
        };
        BriefContact: {
            label: string;
            name: string;
            phone: string;
        };
        BriefDispatch: {
            id: string;
            issued_at: number;
            issuer: string;
            number: string;
            remark: string;
        };
        BriefExaminer: {
            card_number: string;
            id: string;
            leader: boolean;
            name: string;
        };
        BriefFlags: {
            technical_defence: boolean;
        };
        BriefNamed: {
            id: string;
            name: string;
        };
        BriefPrevious: {
            day: string;
            /** @enum {string} */
            grade: "B" | "C";
            no: number;
            remark: string;
        };
        BriefProject: {
            copies: number | null;
            due: number;
            id: string;
            name: string;
            paper_code: string;
            practical_due: number | null;
            theory_due: number | null;
        };
        BriefRoom: {
            computer: boolean;
            id: string;
            /** @enum {string} */
            kind: "theory" | "practical";
            name: string;
        };
        BriefSession: {
            batch: string;
            due: number | null;
            end: number;
            id: string;
            /** @enum {string} */
            kind: "theory" | "practical";
            project: string;
            rooms: string[];
            t0: number;
        };
        BriefStation: {
            contact_phone: string;
            id: string;
            name: string;
            place: string;
        };
        BriefTeam: {
            lead: boolean;
            name: string;
            person: string;
            phone: string;
        };
        BriefTexts: {
            talking_examiners: string[];
            talking_staff: string[];
        };
        Calendar: {
            confirmed: boolean;
            days: components["schemas"]["SpecialDay"][];
            note: string;
            source: string;
            year: number;
        };
        CalendarChange: {
            confirmed: boolean;
            days: components["schemas"]["SpecialDay"][];
            /** @default  */
            note?: string;
        };
        CandidateCount: {
            absent: number;
            confirmed: number;
            due: number;
            end: number;
            /** @enum {string} */
            kind: "theory" | "practical";
            present: number;
            project: string;
            session: string;
            t0: number;
        };
        Carried: {
            event: string;
            first_day: string;
            last_day: string;
            number: string;
            roles: string[];
            station: string;
        };
        CarriedList: {
            items: components["schemas"]["Carried"][];
        };
        Catalogue: {
            measures: {
                [key: string]: unknown;
            };
            source: string;
            valid_from: string;
            version: number;
            violations: components["schemas"]["Violation"][];
        };
        Centre: {
            id: string;
            level: string;
            name: string;
            short: string;
        };
        CentreBrief: {
            duty_phone: string | null;
            id: string;
            name: string;
        };
        CentrePage: {
            items: components["schemas"]["Centre"][];
            page: number;
            per_page: number;
            total: number;
        };
        Challenge: {
            challenge: string;
        };
        ChangedEntry: {
            act?: string;
            jws?: string;
            line: string;
            outcome: string;
        };
        Changes: {
            entries: components["schemas"]["ChangedEntry"][];
            head: string;
            journal: string;
            keys: string;
            more: boolean;
            receipt: string;
            restored?: number[][];
            sections: {
                [key: string]: components["schemas"]["Section"];
            };
            seq: number;
        };
        CheckState: {
            at: number | null;
            ready: boolean | null;
        };
        CheckpointOut: {
            hash: string;
            number: number;
            time: number;
        };
        Checks: {
            bag: boolean;
            copies: boolean;
            project: boolean;
            strip: boolean;
        };
        Code: {
            code: string;
        };
        CodePassword: {
            code: string;
            new: string;
        };
        ConfirmArgs: {
            entry: string;
            /**
             * @default own
             * @enum {string}
             */
            how?: "own" | "centre";
            /** @default null */
            pass?: string | null;
            /** @default  */
            reason?: string;
        };
        ConfirmNotice: {
            sensitive: boolean;
            version: number;
        };
        Confirmed: {
            confirmed: boolean;
        };
        Count: {
            due: number;
            present: number;
        };
        Counter: {
            batches: components["schemas"]["PartName"][];
            /** @enum {string} */
            day: "fit" | "decision" | "early" | "late" | "over" | "unknown";
            event: string;
            first_day: string;
            handovers: components["schemas"]["Handover"][];
            last_day: string;
            number: string;
            packs: components["schemas"]["CounterPack"][];
            practice: boolean;
            projects: components["schemas"]["PartName"][];
            rooms: components["schemas"]["PartName"][];
            sessions: components["schemas"]["CounterSession"][];
            station: string;
            supervisors: components["schemas"]["CounterSupervisor"][];
        };
        CounterPack: {
            computer: boolean;
            copies: number;
            exception: string | null;
            /** @enum {string} */
            kind: "theory" | "practical";
            number: string;
            offer: string | null;
            pack: string;
            paper_code: string;
            project: string;
            replaces: string | null;
            room: string | null;
            session: string;
            since: number;
            /** @enum {string} */
            state: "prepared" | "with_supervisor" | "stored_overnight" | "on_site" | "with_invigilators" | "opened" | "issued" | "collected" | "resealed" | "returned" | "archived" | "destroyed" | "exception";
            strip: string;
            unproved: number;
            with: components["schemas"]["Party"];
            withdrawn: boolean;
        };
        CounterSession: {
            batch: string;
            end: number;
            id: string;
            /** @enum {string} */
            kind: "theory" | "practical";
            project: string;
            rooms: string[];
            t0: number;
        };
        CounterSupervisor: {
            id: string;
            lead: boolean;
            name: string;
            /** @enum {string|null} */
            reply: "accepted" | "declined" | null;
        };
        Counts: {
            all: number;
            back: number;
            exception: number;
            here: number;
            out: number;
            overdue: number;
            waiting: number;
        };
        CustodyConfirmed: {
            entry: string;
        };
        CustodyPass: {
            pass: string;
            until: number;
        };
        DeadlineOut: {
            at: number;
            received: number | null;
            stated: number | null;
            /** @enum {string} */
            verdict: "open" | "overdue" | "proven_in_time" | "proven_late" | "stated_in_time" | "stated_late";
        };
        Decided: {
            entry: string;
            outcome: string;
        };
        Decision: {
            /** @enum {string} */
            decision: "accept" | "refuse";
            reason: string;
        };
        DestroyArgs: {
            /** @default null */
            digits?: string | null;
            packs: string[];
            password: string;
            reason: string;
            username: string;
        };
        Device: {
            confirmed_at: number | null;
            counts: boolean;
            enrolled_at: number;
            id: string;
            kid: string;
            label: string;
            last_seen: number | null;
            mine: boolean;
            person: components["schemas"]["Named"];
            revoked_at: number | null;
            revoked_why: string | null;
            this: boolean;
            unsent: number | null;
            waiting: boolean;
        };
        DeviceList: {
            items: components["schemas"]["Device"][];
        };
        Digits: {
            digits: string;
        };
        Dispatch: {
            batches: components["schemas"]["BriefNamed"][];
            centre: components["schemas"]["BriefNamed"];
            centre_phone: string;
            chief: components["schemas"]["BriefCalled"];
            deadline: number;
            demo: boolean;
            event: string;
            first_day: string;
            form: components["schemas"]["FormState"] | null;
            id: string;
            last_day: string;
            my_lead: boolean;
            my_role: string | null;
            next_session: components["schemas"]["NextSession"] | null;
            number: string;
            phones: components["schemas"]["Phone"][];
            practice: boolean;
            projects: components["schemas"]["BriefProject"][];
            rooms: components["schemas"]["BriefRoom"][];
            sessions: components["schemas"]["BriefSession"][];
            station: components["schemas"]["BriefStation"];
            supervisors: components["schemas"]["Supervisor"][];
        };
        DispatchPage: {
            items: components["schemas"]["Dispatch"][];
            page: number;
            per_page: number;
            total: number;
        };
        Done: {
            entry: string;
        };
        Emptied: {
            /** @default 0 */
            unsent?: number;
        };
        EnrolDevice: {
            /** @default null */
            activation?: string | null;
            enrol_code: string;
            enrolment: string;
            label: string;
        };
        Enrolled: {
            device: components["schemas"]["MyDevice"];
            me: components["schemas"]["Me"];
        };
        ExtraSheet: {
            text: string;
            title: string;
        };
        FaultOut: {
            character: string;
            codepoint: string;
            field: string;
            row: number;
            serial: string;
        };
        FigureOut: {
            absent: number | null;
            due: number | null;
            level: string;
            occupation: string;
            present: number | null;
            project: string;
        };
        Figures: {
            due: number | null;
            practical: components["schemas"]["Count"] | null;
            present: number | null;
            reason: string | null;
            theory: components["schemas"]["Count"] | null;
        };
        FindArgs: {
            text: string;
        };
        Finding: {
            code: string;
            event: string | null;
            facts: string;
            happened_at: number;
            id: string;
            item: number | null;
            place: string;
            raised_by: string | null;
            received_at: number;
            /** @enum {string} */
            severity: "normal" | "serious" | "major";
            superseded: boolean;
        };
        FindingOut: {
            code: string;
            id: string;
            item: number | null;
            /** @enum {string} */
            severity: "normal" | "serious" | "major";
        };
        FindingPage: {
            items: components["schemas"]["Finding"][];
            page: number;
            per_page: number;
            total: number;
        };
        FlawAdvice: {
            clause: string | null;
            code: string;
            field: string;
            title: string | null;
            todo: string | null;
        };
        FlawOut: {
            code: string;
            field: string;
        };
        FlawedOut: {
            event: string;
            flaws: components["schemas"]["FlawAdvice"][];
            name: string | null;
            number: string;
            received: number;
            version: number;
        };
        FormOut: {
            a: number | null;
            amend_reason: string | null;
            away: number | null;
            b: number | null;
            batches: string[];
            c: number | null;
            centre: components["schemas"]["PlaceOut"];
            /** @enum {string} */
            contents: "signed" | "working" | "none";
            deadline: components["schemas"]["DeadlineOut"];
            demo: boolean;
            due: number;
            event: string;
            exceptions: string;
            explanation: string;
            extra: components["schemas"]["SheetOut"][];
            figures: components["schemas"]["FigureOut"][];
            findings: components["schemas"]["FindingOut"][];
            first_day: string;
            graded: number;
            header: {
                [key: string]: components["schemas"]["HeaderCellOut"];
            };
            inboxes: components["schemas"]["InboxNames"];
            items: components["schemas"]["ItemOut"][];
            label: string;
            last_day: string;
            may: components["schemas"]["MayOut"];
            number: string;
            paper: components["schemas"]["PaperOut"] | null;
            paper_original: boolean;
            phones: components["schemas"]["Phone"][];
            practice: boolean;
            projects: string[];
            receipts: components["schemas"]["ReceiptOut"][];
            received: components["schemas"]["InboxStates"];
            recorded: boolean;
            recorded_at: number | null;
            remarks: components["schemas"]["RemarkOut"][];
            signatures: components["schemas"]["SignatureOut"][];
            /** @enum {string} */
            state: "dispatched" | "in_progress" | "signed" | "flawed" | "submitted" | "returned" | "received";
            station: components["schemas"]["PlaceOut"];
            submitted_at: number | null;
            supervisors: components["schemas"]["SupervisorOut"][];
            version: number;
            versions: components["schemas"]["VersionOut"][];
        };
        FormPage: {
            counts: components["schemas"]["TabCounts"];
            items: components["schemas"]["FormRow"][];
            now: number;
            page: number;
            per_page: number;
            total: number;
        };
        FormRow: {
            a: number | null;
            away: number | null;
            b: number | null;
            batches: string[];
            c: number | null;
            centre: components["schemas"]["PlaceOut"];
            deadline: components["schemas"]["DeadlineOut"];
            demo: boolean;
            due: number;
            event: string;
            first_day: string;
            graded: number;
            last_day: string;
            number: string;
            phones: components["schemas"]["Phone"][];
            practice: boolean;
            projects: string[];
            received: components["schemas"]["InboxStates"];
            recorded: boolean;
            /** @enum {string} */
            state: "dispatched" | "in_progress" | "signed" | "flawed" | "submitted" | "returned" | "received";
            station: components["schemas"]["PlaceOut"];
            submitted_at: number | null;
            supervisors: components["schemas"]["SupervisorOut"][];
            version: number;
        };
        FormState: {
            due: number;
            graded: number;
            /** @enum {string} */
            state: "in_progress" | "signed" | "flawed" | "submitted" | "returned" | "received";
        };
        Found: {
            event: string;
            first_day: string;
            last_day: string;
            number: string;
            station: string;
        };
        FoundList: {
            items: components["schemas"]["Found"][];
        };
        FreeText: {
            photos: string[];
            text: string;
        };
        Gate: {
            created_at: number;
            /** @enum {string} */
            direction: "in" | "out" | "both";
            ended_at: number | null;
            guard: components["schemas"]["Guard"] | null;
            id: string;
            in: number;
            last_at: number | null;
            name: string;
            out: number;
            pass_until: number | null;
            phones: components["schemas"]["GatePhone"][];
            refused: number;
            roles: string[] | null;
        };
        GateArgs: {
            /**
             * @default both
             * @enum {string}
             */
            direction?: "in" | "out" | "both";
            name: string;
            /** @default null */
            roles?: ("chief" | "invigilator" | "staff" | "examiner" | "team_leader" | "supervisor" | "candidate")[] | null;
        };
        GateList: {
            items: components["schemas"]["Gate"][];
        };
        GateLogPage: {
            items: components["schemas"]["LogRow"][];
            page: number;
            per_page: number;
            total: number;
        };
        GatePhone: {
            device: string;
            kit_at: number | null;
            label: string;
            last_contact: number | null;
            unsent: number | null;
        };
        GiveArgs: {
            packs: components["schemas"]["GivenPackArgs"][];
            /** @default  */
            place?: string;
            /** @default  */
            reason?: string;
            signature: components["schemas"]["InkArgs"];
            to: string;
        };
        Given: {
            activation: string | null;
            enrol: string;
            expires: number;
            name: string;
            person: string;
            /** @enum {string} */
            role: "chief" | "invigilator";
        };
        GivenPackArgs: {
            checks: components["schemas"]["Checks"];
            pack: string;
        };
        Graded: {
            basis: components["schemas"]["Basis"] | null;
            corrected: boolean;
            /** @enum {string|null} */
            grade: "A" | "B" | "C" | null;
            photos: string[];
            remark: string;
            /** @enum {string|null} */
            via: "rest" | null;
        };
        Grant: {
            account: components["schemas"]["Granted"];
            centre: string | null;
            decided_at: number | null;
            decided_by: string | null;
            id: string;
            mine: boolean;
            place: string | null;
            requested_at: number;
            requested_by: string | null;
            role: string;
            /** @enum {string} */
            state: "pending" | "active" | "refused" | "ended";
            station: string | null;
        };
        GrantPage: {
            items: components["schemas"]["Grant"][];
            page: number;
            per_page: number;
            total: number;
        };
        Granted: {
            id: string;
            name: string | null;
            username: string;
        };
        Guard: {
            name: string;
            serial: string;
        };
        Handout: {
            activation: string | null;
            enrol: string;
            expires: number;
            name: string;
            person: string;
        };
        Handover: {
            answered_at: number | null;
            at: number;
            giver: components["schemas"]["Party"];
            offer: string;
            packs: components["schemas"]["HandoverPack"][];
            paper: boolean;
            /** @enum {string} */
            purpose: "collect" | "pass" | "site" | "room" | "back" | "return";
            receiver: components["schemas"]["Party"];
        };
        HandoverPack: {
            /** @enum {string|null} */
            fault: "strip_broken" | "bag_damaged" | "wrong_strip" | "wrong_copies" | "wrong_project" | "missing" | null;
            number: string;
            pack: string;
            reason: string;
            /** @enum {string} */
            state: "waiting" | "accepted" | "refused" | "recalled";
        };
        HeaderCellOut: {
            original: string | null;
            reason: string | null;
            value: string;
        };
        HeaderValue: {
            reason: string | null;
            value: string;
        };
        Heard: {
            known: boolean;
        };
        HeldPage: {
            flawed: components["schemas"]["FlawedOut"][];
            items: components["schemas"]["HeldRow"][];
            page: number;
            per_page: number;
            rejected: components["schemas"]["RejectedOut"][];
            total: number;
        };
        HeldRow: {
            actor: string | null;
            carrier: string | null;
            clause: string | null;
            code: string;
            event: string;
            field: string | null;
            hash: string;
            kind: string;
            may_decide: boolean;
            name: string | null;
            number: string;
            opinions: components["schemas"]["OpinionOut"][];
            received: number;
            seq: number;
            /** @enum {string} */
            state: "waiting" | "refused";
            stated: number;
            station: string;
            title: string | null;
            todo: string | null;
        };
        HistoryPage: {
            items: components["schemas"]["HistoryRow"][];
            kits: components["schemas"]["KitOut"][];
            page: number;
            per_page: number;
            total: number;
        };
        HistoryRow: {
            actor: string | null;
            after_revocation: boolean;
            earliest: number | null;
            field: string | null;
            hash: string;
            kind: string;
            latest: number | null;
            name: string | null;
            outcome: string;
            /** @description typed from a paper sheet */
            paper: boolean;
            parents: string[];
            received: number;
            seq: number;
            server: boolean;
            skew: number | null;
            stated: number;
            value: {
                [key: string]: unknown;
            } | null;
            wall: number | null;
        };
        HoldOut: {
            id: string;
            journal: string;
            lifted_at: number | null;
            lifted_by: string | null;
            reason: string;
            set_at: number;
            set_by: string;
        };
        ImportResult: {
            codes: components["schemas"]["Handout"][];
            created: number;
            errors: components["schemas"]["SheetFault"][];
            event: string | null;
            unchanged: number;
            updated: number;
        };
        InboxNames: {
            dispatch: string;
            quality: string;
        };
        InboxStates: {
            dispatch: boolean;
            quality: boolean;
        };
        InkArgs: {
            height: number;
            strokes: number[][][];
            width: number;
        };
        Installation: {
            checksum: string;
            clean: boolean;
            installer: string;
            machines: number;
            version: string;
        };
        IssueCode: {
            /** @enum {string} */
            purpose: "activation" | "enrol" | "reset";
            /** @default null */
            revoke_device?: string | null;
        };
        IssueResult: {
            issued: number;
            replaced: number;
            revoked: number;
        };
        IssuedCode: {
            code: string;
            enrol: string | null;
            expires: number;
        };
        ItemOut: {
            at: number | null;
            basis?: components["schemas"]["BasisOut"] | null;
            clash?: boolean;
            corrected?: boolean | null;
            /** @enum {string|null} */
            grade?: "A" | "B" | "C" | "/" | null;
            /** @enum {string} */
            kind: "graded" | "free_text" | "evaluation";
            na_reason?: string | null;
            no: number;
            photos: components["schemas"]["PhotoOut"][];
            ratings?: components["schemas"]["RatingOut"][];
            remark?: string | null;
            text?: string;
        };
        Jwk: {
            /** @enum {string} */
            crv: "P-256";
            /** @enum {string} */
            kty: "EC";
            x: string;
            y: string;
        };
        Key: {
            kid: string;
        };
        KeySignIn: {
            challenge: string;
            kid: string;
            signature: string;
        };
        Keys: {
            keys: string;
            root: string;
            root_jwk: components["schemas"]["Jwk"];
        };
        KitOut: {
            at: number;
            label: string;
            name: string;
            newest: number;
            person: string;
            seq: number;
        };
        Label: {
            text: string;
        };
        LateOut: {
            hash: string;
            kind: string;
            received: number;
            seq: number;
            stated: number;
            /** @enum {string} */
            why: "after_signature" | "after_revocation";
        };
        Life: {
            batch: string;
            computer: boolean;
            conflicts: string[];
            copies: number;
            counts: components["schemas"]["AllCounts"];
            dispatch: string;
            end: number;
            event: string;
            exception: string | null;
            findings: components["schemas"]["LifeFinding"][];
            holder: components["schemas"]["Party"];
            inside: number;
            /** @enum {string} */
            kind: "theory" | "practical";
            late: string | null;
            number: string;
            pack: string;
            paper_code: string;
            parties: components["schemas"]["Party"][];
            practice: boolean;
            project: string;
            replaced_by: string | null;
            replaces: string | null;
            room: string;
            since: number;
            /** @enum {string} */
            state: "prepared" | "with_supervisor" | "stored_overnight" | "on_site" | "with_invigilators" | "opened" | "issued" | "collected" | "resealed" | "returned" | "archived" | "destroyed" | "exception";
            station: string;
            steps: components["schemas"]["Step"][];
            strip: string;
            strips: string[];
            t0: number;
            tip: string;
            unproved: string[];
            waiting: boolean;
            with: components["schemas"]["Party"];
            withdrawn: boolean;
        };
        LifeCounts: {
            collected: number | null;
            issued: number | null;
            missing: number | null;
            pieces: number | null;
            scrap: number | null;
            spare: number | null;
            void: number | null;
        };
        LifeErratum: {
            page: string;
            text: string;
        };
        LifeFinding: {
            at: number;
            code: string;
            facts: string;
            id: string;
            /** @enum {string} */
            severity: "normal" | "serious" | "major";
        };
        LifePhoto: {
            here: boolean;
            sha256: string;
        };
        LifeSignature: {
            badge: string;
            /** @enum {string|null} */
            confirmed: "own" | "centre" | null;
            confirmed_at: number | null;
            /** @enum {string} */
            how: "key" | "signin" | "strokes" | "paper";
            ink: string | null;
            open: boolean;
            party: components["schemas"]["Party"];
        };
        LiveState: {
            heads: {
                [key: string]: number;
            };
        };
        LogRow: {
            admitted: boolean;
            at: number;
            badge: components["schemas"]["NamedBadge"] | null;
            card: boolean | null;
            confirmed: boolean;
            /** @enum {string} */
            direction: "in" | "out" | "spot";
            entry: string;
            gate: components["schemas"]["NamedGate"] | null;
            guard: components["schemas"]["NamedBadge"] | null;
            identity: boolean | null;
            list_age: number | null;
            note: string;
            /** @enum {string} */
            outcome: "unreadable" | "version" | "unknown_key" | "withdrawn_key" | "forged" | "list_too_old" | "suspended" | "revoked" | "replaced" | "returned" | "other_event" | "not_listed" | "too_early" | "too_late" | "not_this_gate" | "already_inside" | "already_left" | "admitted" | "unknown_code";
            override: string | null;
            override_by: components["schemas"]["NamedBadge"] | null;
            paper_at: number | null;
            reason: string;
            received: number;
            same: boolean | null;
            seq: number;
            /** @enum {string} */
            via: "qr" | "photo" | "code" | "scanner" | "list" | "paper";
        };
        Login: {
            at: number;
            place: string | null;
        };
        MayOut: {
            bundle: boolean;
            export: boolean;
            give_back: boolean;
            history: boolean;
            receive: ("quality" | "dispatch")[];
            record: boolean;
            reply: boolean;
        };
        Me: {
            account: components["schemas"]["MyAccount"];
            centre: components["schemas"]["CentreBrief"] | null;
            demo: boolean;
            device: components["schemas"]["MyDevice"] | null;
            last_login: components["schemas"]["Login"] | null;
            must_change_password: boolean;
            must_enrol_second_factor: boolean;
            notice: components["schemas"]["MyNotice"];
            permissions: string[];
            person: components["schemas"]["Named"] | null;
            production: boolean;
            roles: components["schemas"]["Role"][];
            root: string;
            time: number;
        };
        Meeting: {
            at: number | null;
            attended: boolean;
        };
        MyAccount: {
            id: string;
            /** @enum {string} */
            kind: "office" | "field" | "admin";
            second_factor: boolean;
            username: string;
        };
        MyDevice: {
            counts: boolean;
            id: string;
            kid: string;
        };
        MyNotice: {
            at: number | null;
            sensitive: boolean;
            version: number;
        };
        Named: {
            id: string;
            name: string;
        };
        NamedBadge: {
            badge: string;
            name: string;
            /** @enum {string} */
            role: "chief" | "invigilator" | "staff" | "examiner" | "team_leader" | "supervisor" | "candidate";
            serial: string;
        };
        NamedGate: {
            id: string;
            name: string;
        };
        NewAccount: {
            centre: string;
            /** @default null */
            id_number?: string | null;
            /** @enum {string} */
            kind: "office" | "field";
            name: string;
            /** @default null */
            phone?: string | null;
            /**
             * @default null
             * @enum {string|null}
             */
            role?: "system_admin" | "security_admin" | "audit_admin" | "province_leader" | "centre_leader" | "handler" | "dispatcher" | "quality" | "paper_keeper" | "chief" | "station_clerk" | "invigilator" | "staff" | "examiner" | "team_leader" | "supervisor" | "gate" | null;
            /** @default null */
            station?: string | null;
            username: string;
        };
        NextSession: {
            end: number;
            id: string;
            /** @enum {string} */
            kind: "theory" | "practical";
            t0: number;
        };
        Note: {
            /** @enum {string|null} */
            grade: "A" | "B" | "C" | null;
            text: string;
        };
        Notice: {
            id: string;
            link: string | null;
            params: {
                [key: string]: string | number;
            };
            read_at: number | null;
            sent_at: number;
            template: string;
        };
        NoticePart: {
            text: string;
            title: string;
        };
        NoticeText: {
            parts: components["schemas"]["NoticePart"][];
            read: string;
            sensitive: string;
            title: string;
            version: number;
        };
        Notices: {
            items: components["schemas"]["Notice"][];
        };
        OpenArgs: {
            nonce: string;
            pass: string;
        };
        Opened: {
            activation: string;
            centre: components["schemas"]["OpenedCentre"];
            challenge: string;
            enrol_code: string;
            event: string;
            gate: components["schemas"]["OpenedGate"];
            person: components["schemas"]["NamedGate"];
            root: string;
            until: number;
        };
        OpenedCentre: {
            duty_phone: string | null;
            id: string;
            name: string;
        };
        OpenedGate: {
            /** @enum {string} */
            direction: "in" | "out" | "both";
            id: string;
            name: string;
            roles: string[] | null;
        };
        OpinionOut: {
            at: number;
            /** @enum {string} */
            decision: "accept" | "refuse";
            name: string | null;
            reason: string;
        };
        Order: {
            after: string | null;
            before: string | null;
            due: number | null;
            item: number;
            /** @enum {string} */
            state: "issued" | "done" | "confirmed" | "not_corrected";
            to: string;
            what: string;
        };
        OrderOut: {
            asked_at: number;
            asked_by: string;
            decided_at: number | null;
            decided_by: string | null;
            id: string;
            journal: string;
            number: number | null;
            reason: string;
            /** @enum {string} */
            state: "asked" | "refused" | "done";
        };
        PackRow: {
            computer: boolean;
            copies: number;
            number: string;
            pack: string | null;
            paper_code: string;
            pieces: number | null;
            replaces: string | null;
            room: string | null;
            scrap: number | null;
            session: string;
            strip: string;
            withdrawn: boolean;
        };
        PaginationMetadata: {
            /** @description First available page number. */
            first_page?: number;
            /** @description Last available page number. */
            last_page?: number;
            /** @description Next page number. */
            next_page?: number;
            /** @description Current page number. */
            page?: number;
            /** @description Previous page number. */
            previous_page?: number;
            /** @description Total number of items. */
            total?: number;
            /** @description Total number of pages. */
            total_pages?: number;
        };
        Paper: {
            pages: string[];
            reason: string;
            signed_at: number;
            signers: string[];
        };
        PaperOut: {
            items: number[];
            pages: components["schemas"]["PhotoOut"][];
            reason: string;
            signed_at: number;
            signers: string[];
        };
        PartName: {
            id: string;
            name: string;
        };
        Party: {
            id: string;
            name: string;
            phone: string;
            /** @enum {string} */
            role: "supervisor" | "chief" | "invigilator" | "team_leader" | "examiner" | "staff" | "paper_keeper" | "centre";
        };
        Pass: {
            qr: string;
            token: string;
            until: number;
            url: string;
        };
        PassArgs: {
            /** @default null */
            code?: string | null;
            entry: string;
            password: string;
            username: string;
        };
        Password: {
            new: string;
            old: string;
        };
        Phone: {
            kit_at: number | null;
            label: string;
            last_contact: number | null;
            name: string;
            person: string;
            /** @enum {string} */
            state: "never" | "online" | "planned" | "silent" | "seen";
            tip: (number | string)[] | null;
            unsent: number | null;
            until: number | null;
        };
        PhotoOut: {
            caption: string | null;
            sha256: string;
        };
        PlaceOut: {
            id: string;
            name: string;
        };
        PlacedRole: {
            centre: string | null;
            place: string | null;
            role: string;
            station: string | null;
        };
        PlainText: {
            text: string;
        };
        PrepareArgs: {
            packs: components["schemas"]["ReadyPack"][];
        };
        Prepared: {
            packs: string[];
        };
        Presence: {
            as_of: number;
            candidates: components["schemas"]["CandidateCount"][];
            candidates_inside: number;
            day: string;
            event: string;
            expected: number;
            inside: number;
            people: components["schemas"]["Present"][];
        };
        Present: {
            badge: string | null;
            code: string;
            due: number | null;
            first_in: number | null;
            gate: string | null;
            holder: string;
            last_at: number | null;
            late: boolean;
            minutes_late: number;
            name: string;
            phone: string;
            post: string;
            /** @enum {string} */
            role: "chief" | "invigilator" | "staff" | "examiner" | "team_leader" | "supervisor" | "candidate";
            room: string;
            serial: string;
            /** @enum {string} */
            state: "missing" | "inside" | "left";
        };
        PrintIn: {
            /** @default null */
            badges?: string[] | null;
            /** @enum {string} */
            layout: "sheet" | "single" | "lanyard" | "guards";
            /** @default  */
            reason?: string;
        };
        PrintOut: {
            asked_at: number;
            by: string;
            done: number;
            faults: components["schemas"]["FaultOut"][];
            finished_at: number | null;
            id: string;
            /** @enum {string} */
            layout: "sheet" | "single" | "lanyard" | "guards";
            size: number | null;
            /** @enum {string} */
            stage: "cards" | "pages";
            /** @enum {string} */
            state: "queued" | "running" | "done" | "failed" | "gone";
            total: number;
        };
        PrintsOut: {
            items: components["schemas"]["PrintOut"][];
        };
        Problem: {
            /** @description The clause of the notice */
            clause?: string;
            /** @description Stable dotted code */
            code: string;
            /** @description Field → messages */
            errors?: {
                [key: string]: unknown;
            };
            status: number;
            /** @description What is wrong */
            title: string;
            /** @description What to do */
            todo?: string;
            /** @description urn:dukao:<code> */
            type: string;
        };
        ProvinceField: {
            field: string;
            value: string;
        };
        ProvinceOut: {
            items: components["schemas"]["ProvinceField"][];
            recorded: boolean;
            version: number;
        };
        Push: {
            entries: string[];
            files?: string[];
            /** @default 0 */
            gone?: number;
            /** @default null */
            kit?: string | null;
            /** @default null */
            last_receipt?: string | null;
            nonce: string;
            /** @default null */
            tip?: (number | string)[] | null;
            /** @default 0 */
            unsent?: number;
        };
        Pushed: {
            lost?: number;
            receipt: string;
            rejected: components["schemas"]["Rejected"][];
            restored?: number[][];
        };
        QuestionArgs: {
            question: string;
        };
        Rating: {
            /** @enum {string|null} */
            rating: "优秀" | "良好" | "一般" | null;
        };
        RatingOut: {
            examiner: string;
            name: string;
            /** @enum {string|null} */
            rating: "优秀" | "良好" | "一般" | null;
        };
        ReadyPack: {
            computer: boolean;
            copies: number;
            number: string;
            pack: string | null;
            paper_code: string;
            pieces: number | null;
            replaces: string | null;
            room: string | null;
            scrap: number | null;
            session: string;
            strip: string;
            withdrawn: boolean;
        };
        Reason: {
            reason: string;
        };
        ReasonArgs: {
            reason: string;
        };
        RecallArgs: {
            offer: string;
            reason: string;
        };
        ReceiptArgs: {
            /**
             * Format: date
             * @default null
             */
            day?: string | null;
            /** @enum {string} */
            inbox: "quality" | "dispatch";
            /**
             * @default electronic
             * @enum {string}
             */
            medium?: "electronic" | "paper";
        };
        ReceiptOut: {
            at: number;
            by: string | null;
            day: string;
            /** @enum {string} */
            inbox: "quality" | "dispatch";
            /** @enum {string} */
            medium: "electronic" | "paper";
            sign: string;
        };
        Rejected: {
            code: string;
            index: number;
        };
        RejectedOut: {
            carrier: string | null;
            clause: string | null;
            code: string;
            count: number;
            event: string;
            received: number;
            title: string | null;
            todo: string | null;
        };
        ReleaseArgs: {
            reason: string;
            /** @enum {string} */
            state: "prepared" | "with_supervisor" | "stored_overnight" | "on_site" | "with_invigilators" | "opened" | "issued" | "collected" | "resealed" | "returned" | "exception";
            /** @default  */
            strip?: string;
            /** @default null */
            with?: string | null;
        };
        RemarkOut: {
            at: number;
            by: string | null;
            /** @enum {string} */
            kind: "returned" | "replied";
            sign: string;
            text: string;
        };
        ReplaceArgs: {
            /** @default null */
            holder?: string | null;
            reason: string;
        };
        Replaced: {
            new: components["schemas"]["Badge"];
            old: components["schemas"]["Badge"];
        };
        ReplyArgs: {
            text: string;
        };
        Rescued: {
            entries: number;
            file_codes: string[];
            files: number;
            known: number;
            known_files: number;
            refused: string[];
            refused_files: number;
            rejected: string[];
            waiting: string[];
        };
        Role: {
            centre: string | null;
            role: string;
            station: string | null;
        };
        RoleRequest: {
            /** @default null */
            centre?: string | null;
            /** @enum {string} */
            role: "system_admin" | "security_admin" | "audit_admin" | "province_leader" | "centre_leader" | "handler" | "dispatcher" | "quality" | "paper_keeper" | "chief" | "station_clerk" | "invigilator" | "staff" | "examiner" | "team_leader" | "supervisor" | "gate";
            /** @default null */
            station?: string | null;
        };
        Scope: {
            reason: string | null;
            rooms: components["schemas"]["ScopeRoom"][];
            technical_defence: boolean;
        };
        ScopeRoom: {
            computer: boolean;
            id: string;
            /** @enum {string} */
            kind: "theory" | "practical";
            name: string;
        };
        Section: {
            sha256: string;
            size: number;
        };
        SheetFault: {
            code: string;
            column: string;
            reason: string;
            row: number;
            sheet: string;
        };
        SheetOut: {
            text: string;
            title: string;
        };
        SignIn: {
            /** @default null */
            digits?: string | null;
            password: string;
            username: string;
        };
        SignatureOut: {
            /** @enum {string} */
            assurance: "key" | "countersign" | "strokes";
            at: number;
            earliest: number | null;
            entry: string;
            holder: string | null;
            /** @enum {string} */
            kind: "sign" | "cosign";
            latest: number | null;
            name: string | null;
            person: string;
            /** @enum {string} */
            state: "waiting" | "submitted" | "flawed";
            strokes: string;
        };
        SignerOut: {
            name: string | null;
            person: string;
        };
        SpecialDay: {
            /** Format: date */
            day: string;
            name: string;
            working: boolean;
        };
        StateArgs: {
            /** @default  */
            reason?: string;
            /** @enum {string} */
            state: "issued" | "suspended" | "revoked" | "returned";
        };
        Station: {
            centre: string;
            id: string;
            name: string;
        };
        StationPage: {
            items: components["schemas"]["Station"][];
            page: number;
            per_page: number;
            total: number;
        };
        Step: {
            accept: boolean | null;
            at: number;
            backup: components["schemas"]["Backup"] | null;
            by: components["schemas"]["Party"] | null;
            checks: components["schemas"]["Checks"] | null;
            conflict: boolean;
            copies: number | null;
            counts: components["schemas"]["LifeCounts"] | null;
            earliest: number | null;
            entry: string;
            errata: components["schemas"]["LifeErratum"][];
            facts: string;
            /** @enum {string|null} */
            fault: "strip_broken" | "bag_damaged" | "wrong_strip" | "wrong_copies" | "wrong_project" | "missing" | null;
            installation: components["schemas"]["Installation"] | null;
            /** @enum {string} */
            kind: "prepared" | "offer" | "answer" | "recall" | "store" | "open" | "count" | "collect" | "seal" | "except" | "released" | "archived" | "destroyed";
            latest: number | null;
            lock: string;
            medium: string;
            /** @enum {string|null} */
            mode: "theory" | "practical" | "computer" | null;
            office: boolean;
            on_path: boolean;
            open: boolean;
            others: string[];
            paper: components["schemas"]["Written"] | null;
            photos: components["schemas"]["LifePhoto"][];
            place: string;
            /** @enum {string|null} */
            purpose: "collect" | "pass" | "site" | "room" | "back" | "return" | null;
            reason: string;
            recalled: boolean;
            received: number;
            record: boolean;
            room: string;
            seq: number;
            shown: boolean | null;
            signatures: components["schemas"]["LifeSignature"][];
            /** @enum {string|null} */
            state: "prepared" | "with_supervisor" | "stored_overnight" | "on_site" | "with_invigilators" | "opened" | "issued" | "collected" | "resealed" | "returned" | "archived" | "destroyed" | "exception" | null;
            strip: string;
            to: components["schemas"]["Party"] | null;
            /** @enum {string|null} */
            way: "normal" | "early" | "late" | "wrong" | null;
            /** @enum {string|null} */
            what: "strip_broken" | "bag_damaged" | "wrong_strip" | "wrong_copies" | "missing" | "lost" | "wrong_pack" | "other" | null;
            /** @enum {string|null} */
            why: "recovered" | "reseal" | null;
            withdrawn: boolean | null;
            witness: components["schemas"]["Witness"] | null;
            witnesses: number;
        };
        Supervisor: {
            check: components["schemas"]["CheckState"];
            lead: boolean;
            name: string;
            person: string;
            /** @enum {string|null} */
            reply: "accepted" | "declined" | null;
            reply_reason: string;
        };
        SupervisorOut: {
            lead: boolean;
            name: string;
            person: string;
        };
        TabCounts: {
            all: number;
            late: number;
            to_receive: number;
            unproven: number;
            unsigned: number;
        };
        Table: {
            moved: string[];
            packs: components["schemas"]["PackRow"][];
            proposal: components["schemas"]["PackRow"][];
        };
        TakeArgs: {
            offer: string;
            packs: components["schemas"]["TakenPackArgs"][];
            signature: components["schemas"]["InkArgs"];
        };
        TakenPackArgs: {
            checks: components["schemas"]["Checks"];
            /**
             * @default null
             * @enum {string|null}
             */
            fault?: "strip_broken" | "bag_damaged" | "wrong_strip" | "wrong_copies" | "wrong_project" | "missing" | null;
            pack: string;
            /** @default  */
            reason?: string;
        };
        TermOut: {
            due: boolean;
            due_from: string;
            erased_by: string | null;
            event: string;
            held: boolean;
            last_day: string;
            number: string;
            order: components["schemas"]["OrderOut"] | null;
        };
        Terms: {
            items: components["schemas"]["TermOut"][];
            page: number;
            per_page: number;
            total: number;
        };
        Total: {
            adds_up: boolean | null;
            collected: number;
            copies: number;
            counted: number;
            id: string;
            issued: number;
            missing: number;
            name: string;
            off: number;
            opened: number;
            packs: number;
            pieces: number;
            scrap: number;
            spare: number;
            void: number;
        };
        Totals: {
            batches: components["schemas"]["Total"][];
            rooms: components["schemas"]["Total"][];
        };
        Totp: {
            qr: string;
            secret: string;
            uri: string;
        };
        TroubleArgs: {
            facts: string;
            packs: string[];
            /** @enum {string} */
            what: "strip_broken" | "bag_damaged" | "wrong_strip" | "wrong_copies" | "missing" | "lost" | "wrong_pack" | "other";
        };
        VerificationOut: {
            anchored_to: number | null;
            broken_at: number | null;
            checkpoint: components["schemas"]["CheckpointOut"] | null;
            details: string[];
            entries: number;
            erased: number;
            files: number;
            head: string;
            journal: string;
            late_arrivals: components["schemas"]["LateOut"][];
            lines: number;
            missing_files: string[];
            root: string;
            seq: number;
            /** @enum {string} */
            shape: "ok" | "look" | "stop" | "slash";
            snapshot_sha256: string | null;
            state: string;
            statement: string;
            unanchored_from: number | null;
            version: number | null;
        };
        VersionOut: {
            at: number;
            flaws: components["schemas"]["FlawOut"][];
            previous: string | null;
            received: number;
            seq: number;
            sign: string;
            signer: components["schemas"]["SignerOut"];
            snapshot: string;
            /** @enum {string} */
            state: "waiting" | "submitted" | "flawed";
            version: number;
            whole_at: number | null;
        };
        Violation: {
            clause: string | null;
            code: string;
            en: string;
            group: string;
            major: boolean;
            measures: string[];
            others: boolean;
            score: string;
            text: string;
            title: string;
        };
        WithoutBadge: {
            has_photo: boolean;
            id: string;
            name: string;
            post: string;
            /** @enum {string} */
            role: "chief" | "invigilator" | "staff" | "examiner" | "team_leader" | "supervisor" | "candidate";
            room: string;
            /** @enum {string} */
            subject: "person" | "candidate";
        };
        Witness: {
            name: string;
            phone: string;
        };
        Written: {
            at: number;
            page: string;
        };
    };
    responses: {
        /** @description Default error response */
        DEFAULT_ERROR: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unprocessable Entity */
        UNPROCESSABLE_ENTITY: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "accounts.list_accounts.get": {
        parameters: {
            query?: {
                page?: number;
                per_page?: number;
                q?: string;
                state?: "new" | "active" | "disabled" | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountPage"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "accounts.create.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAccount"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "accounts.post_import.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountImport"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "accounts.get_template.get": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "accounts.issue_code.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IssueCode"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedCode"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "accounts.disable.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "accounts.enable.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "roles.request_role.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "devices.activation.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Code"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Activation"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "session.password_by_code.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodePassword"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "alarms.list_alarms.get": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmList"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "alarms.settle.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alarm_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alarm"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "audit.read_audit.get": {
        parameters: {
            query?: {
                actor?: string | null;
                from?: number | null;
                until?: number | null;
                page?: number;
                per_page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "audit.export_bundle.get": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "audit.export_audit.get": {
        parameters: {
            query?: {
                actor?: string | null;
                from?: number | null;
                until?: number | null;
                format?: "xlsx" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "audit.read_state.get": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditState"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "calendar.CalendarView.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                year: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Calendar"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "calendar.CalendarView.put": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                year: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CalendarChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Calendar"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "organisations.list_centres.get": {
        parameters: {
            query?: {
                page?: number;
                per_page?: number;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CentrePage"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "sync.checkpoint_list.get": {
        parameters: {
            query?: {
                after?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Compact JWS, one a line */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "papers_phones.confirm.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmArgs"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustodyConfirmed"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "papers_phones.carried.get": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CarriedList"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "papers_counter.find.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FindArgs"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundList"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "packs.board.get": {
        parameters: {
            query?: {
                page?: number;
                per_page?: number;
                span?: "near" | "today" | "tomorrow" | "week" | "past" | "all";
                tab?: "all" | "exception" | "overdue" | "waiting" | "here" | "out" | "back";
                q?: string;
                event?: string | null;
                practice?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Board"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "packs.pack_life.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pack: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Life"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "packs.photo.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pack: string;
                entry: string;
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "papers_counter.release.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                pack: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseArgs"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "papers_phones.new_pass.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PassArgs"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustodyPass"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "devices.list_devices.get": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceList"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "devices.enrol.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EnrolDevice"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrolled"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "devices.challenge.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Activation"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "alarms.emptied.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Emptied"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Heard"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "devices.confirm.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "devices.revoke.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reason"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Device"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "dispatches.list_dispatches.get": {
        parameters: {
            query?: {
                page?: number;
                per_page?: number;
                mine?: boolean;
                from?: string | null;
                to?: string | null;
                state?: "upcoming" | "running" | "past" | null;
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DispatchPage"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "dispatches.post_import.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * Format: binary
                     * @description XLSX, JSON, or a ZIP of one of them with photos
                     */
                    file: string;
                    /**
                     * Format: binary
                     * @description ZIP of the photos the sheets name
                     */
                    photos?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "dispatches.get_template.get": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "dispatches.get_dispatch.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dispatch"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "retention.terms.get": {
        parameters: {
            query?: {
                page?: number;
                per_page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Terms"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "retention.confirm.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderOut"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "retention.refuse.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderOut"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "badges.list_badges.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BadgeList"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "badges.issue.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssueResult"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "badge_prints.list_prints.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrintsOut"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "badge_prints.ask_print.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PrintIn"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrintOut"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "badge_prints.get_print.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
                print_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "badges.replace.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
                badge: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplaceArgs"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replaced"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "badges.change_state.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
                badge: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StateArgs"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Badge"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "papers_counter.counter.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Counter"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "papers_counter.take.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TakeArgs"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "papers_counter.archive.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ArchiveArgs"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "custody_papers.bundle.get": {
        parameters: {
            query: {
                batch: string;
            };
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "papers_counter.destroy.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DestroyArgs"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "custody_papers.labels.get": {
        parameters: {
            query?: {
                packs?: string;
            };
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "papers_counter.give.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GiveArgs"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "papers_counter.prepare.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PrepareArgs"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Prepared"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "papers_counter.recall.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecallArgs"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "custody_papers.record.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
                entry: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "papers_counter.table.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Table"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "packs.totals.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Totals"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "papers_counter.trouble.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TroubleArgs"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "gates.gate_log.get": {
        parameters: {
            query?: {
                page?: number;
                per_page?: number;
                gate?: string | null;
                badge?: string | null;
                kind?: "refused" | "override" | "spot" | null;
            };
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GateLogPage"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "gates.confirm.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
                entry: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogRow"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "gates.list_gates.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GateList"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "gates.create.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GateArgs"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Gate"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "gates.end.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
                gate: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Gate"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "gates.day_pass.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
                gate: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pass"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "papers_phones.give_phone.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
                listed: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Given"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "gates.presence.get": {
        parameters: {
            query?: {
                day?: string | null;
            };
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Presence"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "findings.list_findings.get": {
        parameters: {
            query?: {
                page?: number;
                per_page?: number;
                event?: string | null;
                severity?: "normal" | "serious" | "major" | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingPage"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "forms.list_forms.get": {
        parameters: {
            query?: {
                state?: "all" | "to_receive" | "unsigned" | "late" | "unproven";
                station?: string | null;
                month?: string | null;
                grade?: "B" | "C" | "BC" | null;
                late?: boolean;
                practice?: boolean;
                q?: string;
                sort?: "day" | "station" | "submitted" | "deadline" | "-day" | "-station" | "-submitted" | "-deadline";
                page?: number;
                per_page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FormPage"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "forms.export_forms.get": {
        parameters: {
            query?: {
                state?: "all" | "to_receive" | "unsigned" | "late" | "unproven";
                station?: string | null;
                month?: string | null;
                grade?: "B" | "C" | "BC" | null;
                late?: boolean;
                practice?: boolean;
                q?: string;
                sort?: "day" | "station" | "submitted" | "deadline" | "-day" | "-station" | "-submitted" | "-deadline";
                reason?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "forms.get_form.get": {
        parameters: {
            query?: {
                show?: "phone" | null;
            };
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FormOut"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "form_papers.get_blank.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "form_papers.get_emergency.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "forms.get_history.get": {
        parameters: {
            query?: {
                page?: number;
                per_page?: number;
            };
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryPage"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "form_papers.get_pdf.get": {
        parameters: {
            query?: {
                version?: number | null;
            };
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "form_papers.get_xlsx.get": {
        parameters: {
            query?: {
                version?: number | null;
            };
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "form_papers.get_photo.get": {
        parameters: {
            query?: {
                version?: number | null;
            };
            header?: never;
            path: {
                event: string;
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "form_papers.get_prefilled.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "form_papers.get_province.get": {
        parameters: {
            query?: {
                version?: number | null;
            };
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProvinceOut"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "forms.post_receipt.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReceiptArgs"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FormOut"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "forms.post_recorded.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FormOut"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "forms.post_reply.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplyArgs"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FormOut"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "forms.post_return.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuestionArgs"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FormOut"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "forms.get_verification.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerificationOut"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "gates.open_gate.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenArgs"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Opened"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "forms.list_held.get": {
        parameters: {
            query?: {
                page?: number;
                per_page?: number;
                state?: "waiting" | "refused" | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeldPage"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "sync.decide_held.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Decision"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decided"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "sync.changes.get": {
        parameters: {
            query?: {
                after?: number;
                nonce?: string;
            };
            header?: never;
            path: {
                journal_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "sync.push.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                journal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Push"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pushed"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "sync.entry_file.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                journal_id: string;
                entry: string;
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file, as an attachment */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "image/jpeg": string;
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "retention.ask.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                journal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonArgs"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderOut"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "sync.put_file.put": {
        parameters: {
            query?: never;
            header?: {
                "Upload-Length"?: number;
            };
            path: {
                journal_id: string;
                sha256: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": string;
                "image/jpeg": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pushed"];
                };
            };
            /** @description `Upload-Offset` says how many bytes are here */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "sync.head_file.head": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                journal_id: string;
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `Upload-Offset` says how many bytes are here */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "sync.put_file.patch": {
        parameters: {
            query?: never;
            header?: {
                "Upload-Length"?: number;
            };
            path: {
                journal_id: string;
                sha256: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": string;
                "image/jpeg": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pushed"];
                };
            };
            /** @description `Upload-Offset` says how many bytes are here */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "retention.set_hold.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                journal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonArgs"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HoldOut"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "retention.lift_hold.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                journal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonArgs"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HoldOut"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "sync.section.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                journal_id: string;
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Canonical JSON of the section */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "form_papers.get_bundle.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                journal: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "sync.key_list.get": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Keys"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "sync.live_stream.get": {
        parameters: {
            query?: {
                journals?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events `moved` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "sync.live_state.get": {
        parameters: {
            query?: {
                journals?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveState"];
                };
            };
            /** @description Nothing moved */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "messages.inbox.get": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notices"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "messages.read.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notice"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "notices.read_notice.get": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeText"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "notices.confirm_notice.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmNotice"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyNotice"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "sync.rescue_file.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rescued"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "roles.list_grants.get": {
        parameters: {
            query?: {
                page?: number;
                per_page?: number;
                state?: "pending" | "active" | "refused" | "ended" | "all";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantPage"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "roles.approve.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                grant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "roles.refuse.post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                grant_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "session.who_am_i.get": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "session.sign_in.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "session.sign_out.delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "session.key_challenge.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Key"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Challenge"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "session.key_sign_in.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeySignIn"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "session.change_password.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Password"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "session.refresh.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "session.begin_second_factor.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Totp"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "session.drop_second_factor.delete": {
        parameters: {
            query: {
                digits: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "session.confirm_second_factor.post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Digits"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "organisations.list_stations.get": {
        parameters: {
            query?: {
                page?: number;
                per_page?: number;
                q?: string;
                centre?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StationPage"];
                };
            };
            422: components["responses"]["UNPROCESSABLE_ENTITY"];
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "findings.get_violations.get": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Catalogue"];
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "verify_papers.verify_paper.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                entry: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The page, saying so */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
    "verify.verify.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The page, saying so */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            default: components["responses"]["DEFAULT_ERROR"];
        };
    };
}
