import os, sys, time
sys.path.insert(0, os.getcwd())
import pytest
from tests.monitoring.public_attacks import *
from holdfast.monitoring.disclosure import between
def test_it():
    began=time.time(); seeds=0; pairs=0; hid=0; narrow=[]; wrong=0
    for seed in range(60000,70000):
        if time.time()-began>240: break
        seeds+=1; ledger,truths=[],{}
        for release in public_year(seed):
            cube=with_corrections(release,ledger,truths)
            rows=protect(cube,ledger).rows
            ledger=[*ledger,*rows]
            for row in rows:
                name=names_of(release)[row["starts_on"]]
                truths[row["place"],row["starts_on"],row["version"]]=release.changed.get(name,release.people)
        rel=releases_of(ledger)
        for key,those in rel.items():
            b=rel.get((*key[:2],key[2]-1))
            if not b: continue
            pairs+=1
            tot=lambda rs:{row["measure"]:row["shown"] for row in rs if row["kind"]=="count" and not row["labels"]}
            one,two=tot(b),tot(those)
            for m in one.keys()&two.keys():
                for x,y,k,which in ((one[m],two[m],(*key[:2],key[2]-1),"before"),(two[m],one[m],key,"later")):
                    if x!="[c]": continue
                    hid+=1
                    lo,hi=between(x); l2,h2=between(y)
                    can=[i for i in range(lo,hi+1) for j in range(l2,h2+1) if i==j or abs(i-j)>=10]
                    if not can: wrong+=1; continue
                    t=Truth(k,truths[k]).of((m,"",""))
                    if not min(can)<=t<=max(can): wrong+=1
                    if max(can)-min(can)<5: narrow.append((seed,k,m,x,y,which,min(can),max(can),t))
    print("SEEDS",seeds,"PAIRS",pairs,"HIDDEN",hid,"WRONG",wrong,"NARROW",len(narrow)); print(*narrow[:20],sep="\n")
