import Foundation
import TestSupport
import Testing

/// The package on a machine whose systemd is at work.
@Suite(
    .enabled(if: SchedulerPrograms.canRunSystemd, "\(SchedulerPrograms.noMachine)"),
    .enabled(if: PackagingPrograms.release != nil, Comment(rawValue: PackagingPrograms.noRelease)),
    .enabled(if: PackagingPrograms.dpkgDeb != nil, "no dpkg-deb: this is no Debian"))
struct PackageUnderSystemdTests {
    @Test func `A timer outlives an upgrade, and ends with the package, as does its audit`() throws {
        let machine = try TestMachine()
        defer { machine.stop() }
        try FileManager.default.copyItem(
            atPath: DebianPackage.shared.get().path, toPath: machine.folder.path("dqaudit.deb"))
        let log = try machine.runSystemd(
            SystemdRunTests.hangingServer + """
                # What the test's machine has of it by itself.
                umount /usr/bin/dqaudit
                rm -r /usr/lib/systemd/system/dqaudit* /usr/lib/dqaudit /etc/dqaudit/dqaudit.env
                rm -f /usr/sbin/policy-rc.d # in containers it forbids to start and stop anything
                rm -f /var/lib/man-db/auto-update # an index of all manual pages would be made anew at each step
                export DEBIAN_FRONTEND=noninteractive
                state() {
                  echo "$1 $(systemctl show --value -p ActiveState dqaudit@daily.timer dqaudit@daily.service | xargs)" >>/srv/test/results
                }
                dpkg --force-unsafe-io --install /srv/test/dqaudit.deb
                state installed
                { cat /run/env.hanging; echo "MONGODB_DATABASE='shop'"; } >>/etc/dqaudit/dqaudit.env
                systemctl enable --now dqaudit@daily.timer
                systemctl start --no-block dqaudit@daily.service
                until [ -s /var/lib/dqaudit/reports/products/.lock ]; do sleep 0.02; done
                dpkg --force-unsafe-io --install /srv/test/dqaudit.deb
                state upgraded
                systemctl show --value -p NeedDaemonReload dqaudit@daily.service >>/srv/test/results
                dpkg --remove dqaudit
                state removed
                pgrep dqaudit >>/srv/test/results || true
                find /var/lib/dqaudit -name products >>/srv/test/results
                dpkg --purge dqaudit
                systemctl list-units --all --plain --no-legend 'dqaudit@*' >>/srv/test/results

                """)
        let results = try machine.folder.text(of: "results")
        #expect(
            results == """
                installed inactive inactive
                upgraded active activating
                no
                removed inactive inactive

                """, "\(log)")
    }
}
